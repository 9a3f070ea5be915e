import type { PageData } from '../common/data';
import { CopiedCommand, Part, Prose } from '../common/parts';
import { commitRow, environmentNamed, type ShownRelease, short } from '../common/view';

/** What the parts of a release's page are drawn from. */
export interface ReleaseProps {
  readonly data: PageData;
  readonly release: ShownRelease;
}

/** Who let it pass, and what people said. */
export function Answers({ data, release }: ReleaseProps) {
  const { verdict, reason, stopped } = release.more;
  if (!verdict && !reason && !stopped) return null;
  return (
    <Part title="What people said">
      {verdict && (
        <p>
          <strong>{verdict.answer.toLowerCase()}</strong> by{' '}
          <Prose>{data.people[verdict.by] ?? 'somebody whom AWS does not name'}</Prose>
          {verdict.comment !== '' && (
            <>
              : “<Prose>{verdict.comment}</Prose>”
            </>
          )}
        </p>
      )}
      {reason && (
        <p>
          <strong>
            {reason.guards.length > 0 ? `let past ${reason.guards.join(', ')}` : 'reason'}
          </strong>
          : “<Prose>{reason.text}</Prose>”{' '}
          <span class="faint">
            — <Prose>{reason.by}</Prose>
          </span>
        </p>
      )}
      {stopped && (
        <p>
          <strong>stopped</strong>
          {stopped.by !== undefined && (
            <>
              {' '}
              by <Prose>{stopped.by}</Prose>
            </>
          )}
          {stopped.reason !== '' && (
            <>
              : “<Prose>{stopped.reason}</Prose>”
            </>
          )}
        </p>
      )}
    </Part>
  );
}

/** Changes of rights and of what is reachable are what an approver looks for first. */
const delicate =
  /^AWS::(IAM|EC2::SecurityGroup|S3::BucketPolicy|KMS)|^aws_(iam|security_group|s3_bucket_policy|s3_bucket_public|kms)/;

export function PlanPart({ release }: { release: ShownRelease }) {
  const { plan } = release.more;
  if (!plan) return null;
  return (
    <Part title={`Plan: ${plan.summary}`}>
      <table class="plan">
        <thead>
          <tr>
            <th>action</th>
            <th>resource</th>
            <th>what</th>
          </tr>
        </thead>
        <tbody>
          {plan.changes.map(([action, type, name, detail]) => (
            <tr key={`${type} ${name} ${detail}`} class={action}>
              <td>{action}</td>
              <td>
                <Prose>{name}</Prose> <span class="faint">{type}</span>{' '}
                {delicate.test(type) && <strong class="bad-text">rights or reach</strong>}
              </td>
              <td>
                <Prose>{detail}</Prose>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {plan.note !== '' && <p>{plan.note}</p>}
      <p class="faint">
        The commit’s own build made this plan: it tells what an honest commit changes. The commit
        itself is what is approved.
      </p>
    </Part>
  );
}

export function WhyFailed({ release }: { release: ShownRelease }) {
  const { why = [], condition, log } = release.more;
  const { environment, id } = release;
  if (why.length === 0 && condition === undefined) return null;
  return (
    <Part title="Why it failed">
      {condition !== undefined && (
        <p class="bad-text">
          <Prose>{condition}</Prose>
        </p>
      )}
      {why.map((line) => (
        <p class="bad-text" key={line}>
          <Prose>{line}</Prose>
        </p>
      ))}
      {log && <pre class="log">{log.join('\n')}</pre>}
      <CopiedCommand line={`gitenv logs ${environment} ${id.slice(0, 8)}`} />
    </Part>
  );
}

export function ReleaseFactsPart({ data, release }: ReleaseProps) {
  const { id, environment, bundle, trigger, commit } = release;
  const hash = commitRow(data, commit)?.[0];
  const page = environmentNamed(data, environment)?.console;
  return (
    <Part title="Facts">
      <dl>
        <dt>execution</dt>
        <dd>
          <code>{id}</code>
        </dd>
        {hash !== undefined && (
          <>
            <dt>commit</dt>
            <dd>
              <code>{hash}</code>
            </dd>
          </>
        )}
        {bundle !== undefined && (
          <>
            <dt>bundle</dt>
            <dd>
              <code>{bundle}</code>
            </dd>
          </>
        )}
        {trigger !== undefined && (
          <>
            <dt>started by</dt>
            <dd>{trigger}</dd>
          </>
        )}
      </dl>
      {hash !== undefined && <CopiedCommand line={`gitenv diff ${environment} ${short(hash)}`} />}
      {page !== undefined && (
        <a href={page} rel="noreferrer">
          pipeline in the AWS console
        </a>
      )}
    </Part>
  );
}

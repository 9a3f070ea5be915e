import type { PageData } from './data';
import { addressOf, Command, Commit, Part, Sign, Tags, When, Words } from './parts';
import { CommitList } from './path-view';
import { RunBars } from './run-bars';
import {
  commitRow,
  countOf,
  dayAndMinute,
  endingOf,
  environmentNamed,
  lengthOf,
  type ReleaseView,
  releaseById,
  short,
  toneOf,
  undoneBy,
} from './view';

/** One release as a whole: what became of it, what it changed, and who let it pass. */
export function ReleasePage({
  data,
  environment,
  id,
  now,
}: {
  data: PageData;
  environment: string;
  id: string;
  now: number;
}) {
  const release = releaseById(data, environment, id);
  if (!release)
    return (
      <main>
        <p>
          {environment} has no release {id} since {dayAndMinute(data.since)} UTC.{' '}
          <Command line={`gitenv history ${environment}`} />
        </p>
      </main>
    );
  return (
    <main class="release" aria-label="Release">
      <Verdict data={data} release={release} now={now} />
      <div class="halves">
        <Changes data={data} release={release} />
        <div>
          <Part title="Stages">
            <RunBars release={release} now={now} />
          </Part>
          <Answers data={data} release={release} />
          <Plan release={release} />
          <WhyFailed release={release} />
          <Facts data={data} release={release} />
        </div>
      </div>
    </main>
  );
}

interface Props {
  readonly data: PageData;
  readonly release: ReleaseView;
}

function Verdict({ data, release, now }: Props & { now: number }) {
  const { environment, commit, startedAt, endedAt, by, isRolledBack } = release;
  const row = commitRow(data, commit);
  const isRunning = environmentNamed(data, environment)?.running?.release === release.id;
  return (
    <header class="verdict">
      <h2>
        <Sign tone={toneOf(release)} label={release.status} /> {environment}: {endingOf(release)}:{' '}
        {row ? <Words>{row[1] || short(row[0])}</Words> : 'an unknown commit'}
      </h2>
      <p>
        {row && <code class="hash">{short(row[0])}</code>}
        <Tags data={data} place={commit} />{' '}
        {isRunning && <strong class="good-text">This runs now.</strong>}{' '}
        {isRolledBack && <UndoneBy data={data} release={release} />}{' '}
        <span>{dayAndMinute(startedAt)} UTC</span>{' '}
        <span>{endedAt === undefined ? 'under way' : `took ${lengthOf(endedAt - startedAt)}`}</span>{' '}
        <span>
          by <Words>{by ?? 'somebody whom AWS does not name'}</Words>
        </span>{' '}
        <span class="faint">
          (<When at={startedAt} now={now} />)
        </span>
      </p>
      <Waits data={data} release={release} />
    </header>
  );
}

function UndoneBy({ data, release }: Props) {
  const back = undoneBy(data, release);
  return back ? (
    <a class="bad-text" href={addressOf(back)}>
      rolled back on {dayAndMinute(back.startedAt)} UTC
    </a>
  ) : (
    <span class="bad-text">rolled back</span>
  );
}

/** What it waits for now, and the command that goes on. */
function Waits({ data, release }: Props) {
  const way = environmentNamed(data, release.environment)?.onItsWay.find(
    (it) => it.release === release.id,
  );
  if (!way) return null;
  return (
    <p class="waits">
      <strong>{way.where}</strong>{' '}
      {way.commands.map((line) => (
        <Command key={line} line={line} />
      ))}
    </p>
  );
}

const ticket = /\b[A-Z][A-Z0-9]+-\d+\b|#\d+\b/g;

function Changes({ data, release }: Props) {
  const { brings, takes, before, more } = release;
  const subjects = brings.map((place) => commitRow(data, place)?.[1] ?? '');
  const tickets = [...new Set(subjects.flatMap((subject) => subject.match(ticket) ?? []))];
  return (
    <Part title="What changed">
      <p class="faint">
        {before < 0 ? (
          'Nothing ran before, or it is not known what.'
        ) : (
          <>
            before: <Commit data={data} place={before} />
          </>
        )}
      </p>
      {tickets.length > 0 && (
        <p>
          {tickets.slice(0, 20).map((name) => (
            <span class="tag" key={name}>
              {name}
            </span>
          ))}
        </p>
      )}
      {before >= 0 && brings.length + takes.length === 0 && (
        <p>
          {before === release.commit
            ? 'The same commit as before.'
            : 'This clone lacks one of the two commits.'}
        </p>
      )}
      {byAuthor(data, brings).map(([author, places]) => (
        <div key={author}>
          <h4>
            <Words>{author}</Words> <span class="faint">{countOf(places.length, 'commit')}</span>
          </h4>
          <CommitList data={data} places={places} />
        </div>
      ))}
      {more.brought !== undefined && (
        <p class="faint">{more.brought} in all; the rest is in git.</p>
      )}
      {takes.length > 0 && (
        <div class="takes">
          <h4>Takes away {countOf(more.taken ?? takes.length, 'commit')}</h4>
          <CommitList data={data} places={takes} />
        </div>
      )}
    </Part>
  );
}

function byAuthor(data: PageData, places: readonly number[]): [string, number[]][] {
  const found = new Map<string, number[]>();
  for (const place of places) {
    const author = data.people[commitRow(data, place)?.[2] ?? -1] ?? 'unknown author';
    found.set(author, [...(found.get(author) ?? []), place]);
  }
  return [...found];
}

/** Who let it pass, and what people said. */
function Answers({ data, release }: Props) {
  const { verdict, reason, stopped } = release.more;
  if (!verdict && !reason && !stopped) return null;
  return (
    <Part title="What people said">
      {verdict && (
        <p>
          <strong>{verdict.answer.toLowerCase()}</strong> by{' '}
          <Words>{data.people[verdict.by] ?? 'somebody whom AWS does not name'}</Words>
          {verdict.comment !== '' && (
            <>
              : “<Words>{verdict.comment}</Words>”
            </>
          )}
        </p>
      )}
      {reason && (
        <p>
          <strong>
            {reason.guards.length > 0 ? `let past ${reason.guards.join(', ')}` : 'reason'}
          </strong>
          : “<Words>{reason.text}</Words>”{' '}
          <span class="faint">
            — <Words>{reason.by}</Words>
          </span>
        </p>
      )}
      {stopped && (
        <p>
          <strong>stopped</strong>
          {stopped.by !== undefined && (
            <>
              {' '}
              by <Words>{stopped.by}</Words>
            </>
          )}
          {stopped.reason !== '' && (
            <>
              : “<Words>{stopped.reason}</Words>”
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

function Plan({ release }: { release: ReleaseView }) {
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
                <Words>{name}</Words> <span class="faint">{type}</span>{' '}
                {delicate.test(type) && <strong class="bad-text">rights or reach</strong>}
              </td>
              <td>
                <Words>{detail}</Words>
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

function WhyFailed({ release }: { release: ReleaseView }) {
  const { why = [], condition, log } = release.more;
  const { environment, id } = release;
  if (why.length === 0 && condition === undefined) return null;
  return (
    <Part title="Why it failed">
      {condition !== undefined && (
        <p class="bad-text">
          <Words>{condition}</Words>
        </p>
      )}
      {why.map((line) => (
        <p class="bad-text" key={line}>
          <Words>{line}</Words>
        </p>
      ))}
      {log && <pre class="log">{log.join('\n')}</pre>}
      <Command line={`gitenv logs ${environment} ${id.slice(0, 8)}`} />
    </Part>
  );
}

function Facts({ data, release }: Props) {
  const { id, environment, more, commit } = release;
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
        {more.bundle !== undefined && (
          <>
            <dt>bundle</dt>
            <dd>
              <code>{more.bundle}</code>
            </dd>
          </>
        )}
        {more.trigger !== undefined && (
          <>
            <dt>started by</dt>
            <dd>{more.trigger}</dd>
          </>
        )}
      </dl>
      {hash !== undefined && <Command line={`gitenv diff ${environment} ${short(hash)}`} />}
      {page !== undefined && (
        <a href={page} rel="noreferrer">
          pipeline in the AWS console
        </a>
      )}
    </Part>
  );
}

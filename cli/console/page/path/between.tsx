import { countOf } from '../../../../lib/release/wording';
import { CommitList, CopiedCommand, When } from '../common/parts';
import { commitRow } from '../common/view';
import { type ColumnProps, TellWhy } from './column';

/** What waits to be promoted. */
export function Between({ data, environment, now }: ColumnProps) {
  const { upstream, waiting, ahead } = environment;
  if (upstream === undefined) return null;
  const oldest = waiting
    ?.map((place) => commitRow(data, place)?.[3] ?? now)
    .reduce((a, b) => Math.min(a, b), now);
  return (
    <div class="between">
      <span class="arrow" aria-hidden="true">
        →
      </span>
      {waiting === undefined && <span class="faint">not compared with {upstream}</span>}
      {waiting?.length === 0 && <span class="faint">has all that runs in {upstream}</span>}
      {waiting !== undefined && waiting.length > 0 && (
        <>
          <details>
            <summary>
              <strong>{countOf(waiting.length, 'commits')}</strong>{' '}
              {waiting.length === 1 ? 'waits' : 'wait'}
              {oldest !== undefined && (
                <>
                  , the oldest made <When at={oldest} now={now} />
                </>
              )}
            </summary>
            <CommitList data={data} places={waiting} />
          </details>
          <Promotion environment={environment} />
        </>
      )}
      {ahead !== undefined && ahead > 0 && (
        <span class="bad-text">
          {countOf(ahead, 'commits')} here that {ahead === 1 ? 'does' : 'do'} not run in {upstream}
        </span>
      )}
    </div>
  );
}

/** Whether a promotion would be let pass now, and the command. */
function Promotion({ environment }: Pick<ColumnProps, 'environment'>) {
  const { objections, name, isGuarded } = environment;
  if (isGuarded)
    return (
      <p>
        the account decides: <CopiedCommand line={`gitenv promote ${name}`} />
      </p>
    );

  if (objections === undefined || objections.length === 0)
    return (
      <p>
        {objections && <span class="good-text">would pass the guards </span>}
        <CopiedCommand line={`gitenv promote ${name}`} />
      </p>
    );
  return (
    <div class="told bad">
      <p class="bad-text">would be refused:</p>
      {objections.map((told) => (
        <TellWhy key={told.said} told={told} />
      ))}
    </div>
  );
}

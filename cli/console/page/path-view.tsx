import type { EnvironmentData, PageData, Told } from './data';
import { addressOf, Command, Commit, Hash, ReleaseLine, Sign, Tags, When, Words } from './parts';
import { commitRow, countOf, releaseView, type Tone } from './view';

/** The environments in their order, and what lies between them. */
export function PathView({ data, now }: { data: PageData; now: number }) {
  const unreachable = data.environments.filter(({ error }) => error);
  return (
    <main class="path" aria-label="Path">
      {unreachable.length > 0 && (
        <p class="banner" role="alert">
          {unreachable.map(({ name }) => name).join(', ')}{' '}
          {unreachable.length === 1 ? 'does' : 'do'} not answer. What is shown of the others is
          current.
        </p>
      )}
      <ol class="columns">
        {data.environments.map((one) => (
          <li key={one.name}>
            <Between data={data} environment={one} now={now} />
            <Column data={data} environment={one} now={now} />
          </li>
        ))}
      </ol>
      {data.environments.length === 0 && <p>gitenv.json has no environment yet.</p>}
    </main>
  );
}

/** What waits to be promoted. */
function Between({ data, environment, now }: ColumnProps) {
  const { upstream, waiting, name, ahead } = environment;
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
              <strong>{countOf(waiting.length, 'commit')}</strong>{' '}
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
          {countOf(ahead, 'commit')} here that {ahead === 1 ? 'does' : 'do'} not run in {upstream}
        </span>
      )}
    </div>
  );
}

/** Whether a promotion would be let pass now, and the command. */
function Promotion({ environment: { objections, name } }: Pick<ColumnProps, 'environment'>) {
  if (objections === undefined || objections.length === 0)
    return (
      <p>
        {objections && <span class="good-text">would pass the guards </span>}
        <Command line={`gitenv promote ${name}`} />
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

export function CommitList({ data, places }: { data: PageData; places: readonly number[] }) {
  return (
    <ul class="commits">
      {places.map((place) => (
        <li key={place}>
          <Commit data={data} place={place} />
        </li>
      ))}
    </ul>
  );
}

interface ColumnProps {
  readonly data: PageData;
  readonly environment: EnvironmentData;
  readonly now: number;
}

function Column({ data, environment, now }: ColumnProps) {
  const { name, region, account, error } = environment;
  const { tone, said } = healthOf(environment);
  return (
    <article class={`card ${tone}`} aria-labelledby={`environment-${name}`}>
      <header>
        <h2 id={`environment-${name}`}>{name}</h2>
        <span class={`state ${tone}`}>
          <Sign tone={tone} label="" /> {said}
        </span>
        <span class="faint">
          {region}
          {account !== undefined && ` · ${account}`}
        </span>
      </header>
      {error ? (
        <TellWhy told={error} />
      ) : (
        <Standing data={data} environment={environment} now={now} />
      )}
    </article>
  );
}

function healthOf({ error, partial, wanted, running, onItsWay }: EnvironmentData): {
  tone: Tone;
  said: string;
} {
  if (error) return { tone: 'bad', said: 'no answer' };
  if (partial) return { tone: 'bad', said: partial.said };
  if (onItsWay.length > 0) return { tone: 'going', said: 'a release is on its way' };
  if (!running) return { tone: 'quiet', said: 'nothing runs yet' };
  return wanted === running.commit
    ? { tone: 'good', said: 'runs what should run' }
    : { tone: 'bad', said: 'does not run what should run' };
}

function Standing({ data, environment, now }: ColumnProps) {
  const { running, onItsWay, notes, name, releases, console: page } = environment;
  return (
    <>
      {running ? (
        <Running data={data} environment={environment} now={now} />
      ) : (
        <p class="faint">No release has succeeded yet.</p>
      )}
      {onItsWay.map((way) => (
        <div class="way" key={way.release}>
          <a href={addressOf({ environment: name, id: way.release })}>
            <Commit data={data} place={way.commit} />
          </a>
          <p>{way.where}</p>
          {way.commands.map((line) => (
            <Command key={line} line={line} />
          ))}
        </div>
      ))}
      {notes.map((note) => (
        <TellWhy key={note.said} told={note} />
      ))}
      <WayBack data={data} environment={environment} now={now} />
      <Latest data={data} environment={environment} now={now} />
      {page !== undefined && releases.length > 0 && (
        <a class="faint" href={page} rel="noreferrer">
          pipeline in the AWS console
        </a>
      )}
    </>
  );
}

function Running({ data, environment, now }: ColumnProps) {
  const { running, name, wanted } = environment;
  const row = commitRow(data, running?.commit);
  if (!running || !row) return null;
  const [hash, subject] = row;
  return (
    <div class="running">
      <a class="subject" href={addressOf({ environment: name, id: running.release })}>
        <Words>{subject || 'A commit that is not in this clone'}</Words>
      </a>
      <p>
        <Hash hash={hash} />
        <Tags data={data} place={running.commit} />
      </p>
      <p class="faint">
        runs since <When at={running.since} now={now} />
        {data.people[running.by] !== undefined && (
          <>
            {' '}
            · by <Words>{data.people[running.by] ?? ''}</Words>
          </>
        )}
      </p>
      {wanted !== undefined && wanted !== running.commit && (
        <p class="bad-text">
          should run <Commit data={data} place={wanted} />
        </p>
      )}
    </div>
  );
}

function WayBack({ data, environment, now }: ColumnProps) {
  const { rollbackTo, running, name } = environment;
  if (!running) return null;
  if (!rollbackTo) return <p class="faint">There is nothing that a rollback could go back to.</p>;
  return (
    <div class="way-back">
      <h3>A rollback would go to</h3>
      <p>
        <a href={addressOf({ environment: name, id: rollbackTo.release })}>
          <Commit data={data} place={rollbackTo.commit} />
        </a>{' '}
        <span class="faint">
          released <When at={rollbackTo.at} now={now} />
        </span>
      </p>
      <Command line={`gitenv rollback ${name}`} />
    </div>
  );
}

const shown = 4;

function Latest({ data, environment, now }: ColumnProps) {
  const { releases, name } = environment;
  if (releases.length === 0) return null;
  return (
    <div class="latest">
      <h3>Latest releases</h3>
      {releases.slice(0, shown).map((row) => (
        <ReleaseLine key={row[0]} data={data} release={releaseView(row, name, data)} now={now} />
      ))}
    </div>
  );
}

export function TellWhy({ told }: { told: Told }) {
  return (
    <div class={`told ${told.kind}`}>
      <p>
        <Words>{told.said}</Words>
      </p>
      {told.commands.map((line) => (
        <Command key={line} line={line} />
      ))}
    </div>
  );
}

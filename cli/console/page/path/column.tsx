import type { EnvironmentData, PageData, ToldWords } from '../common/data';
import {
  Commit,
  CopiedCommand,
  Hash,
  Prose,
  pageOf,
  ReleaseLink,
  StateSign,
  Tags,
  When,
} from '../common/parts';
import { commitRow, releaseView, type Tone } from '../common/view';

/** What an environment's column, and what is before it, is drawn from. */
export interface ColumnProps {
  readonly data: PageData;
  readonly environment: EnvironmentData;
  readonly now: number;
}

/** One environment: what runs there, what is on its way, and what one can do. */
export function Column({ data, environment, now }: ColumnProps) {
  const { name, region, account, error } = environment;
  const { tone, said } = healthOf(environment);
  return (
    <article class={`card ${tone}`} aria-labelledby={`environment-${name}`}>
      <header>
        <h2 id={`environment-${name}`}>{name}</h2>
        <span class={`state ${tone}`}>
          <StateSign tone={tone} /> {said}
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

function healthOf(environment: EnvironmentData): { tone: Tone; said: string } {
  const { error, partial, wanted, running, onItsWay, isUnverified } = environment;
  if (error) return { tone: 'bad', said: 'no answer' };
  if (partial) return { tone: 'bad', said: partial.said };
  if (onItsWay.length > 0) return { tone: 'going', said: 'a release is on its way' };
  if (!running) return { tone: 'quiet', said: 'nothing runs yet' };
  if (isUnverified) return { tone: 'bad', said: 'runs what did not verify' };
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
          <a href={pageOf({ environment: name, id: way.release })}>
            <Commit data={data} place={way.commit} />
          </a>
          <p>{way.where}</p>
          {way.commands.map((line) => (
            <CopiedCommand key={line} line={line} />
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
      <a class="subject" href={pageOf({ environment: name, id: running.release })}>
        <Prose>{subject || 'A commit that is not in this clone'}</Prose>
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
            · by <Prose>{data.people[running.by] ?? ''}</Prose>
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
        <a href={pageOf({ environment: name, id: rollbackTo.release })}>
          <Commit data={data} place={rollbackTo.commit} />
        </a>{' '}
        <span class="faint">
          released <When at={rollbackTo.at} now={now} />
        </span>
      </p>
      <CopiedCommand line={`gitenv rollback ${name}`} />
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
        <ReleaseLink key={row[0]} data={data} release={releaseView(row, name, data)} now={now} />
      ))}
    </div>
  );
}

export function TellWhy({ told }: { told: ToldWords }) {
  return (
    <div class={`told ${told.kind}`}>
      <p>
        <Prose>{told.said}</Prose>
      </p>
      {told.commands.map((line) => (
        <CopiedCommand key={line} line={line} />
      ))}
    </div>
  );
}

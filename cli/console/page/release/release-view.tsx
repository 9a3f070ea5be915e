import { durationOf } from '../../../../lib/release/wording';
import type { PageData } from '../common/data';
import { CopiedCommand, Part, Prose, pageOf, StateSign, Tags, When } from '../common/parts';
import {
  commitRow,
  dayAndMinute,
  endingOf,
  environmentNamed,
  releaseById,
  short,
  toneOf,
  undoneBy,
} from '../common/view';
import { Changes } from './changes-part';
import { Answers, PlanPart, ReleaseFactsPart, type ReleaseProps, WhyFailed } from './release-parts';
import { RunBars } from './run-bars';

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
          <CopiedCommand line={`gitenv history ${environment}`} />
        </p>
      </main>
    );
  return (
    <main class="release" aria-label="Release">
      <Verdict data={data} release={release} now={now} />
      <div class="halves">
        <Changes data={data} release={release} />
        <div>
          {!release.isPlanned && (
            <Part title="Stages">
              <RunBars release={release} now={now} />
            </Part>
          )}
          <Answers data={data} release={release} />
          <PlanPart release={release} />
          <WhyFailed release={release} />
          <ReleaseFactsPart data={data} release={release} />
        </div>
      </div>
    </main>
  );
}

function Verdict({ data, release, now }: ReleaseProps & { now: number }) {
  const { environment, commit, isRolledBack, isPlanned } = release;
  const row = commitRow(data, commit);
  const isRunning = environmentNamed(data, environment)?.running?.release === release.id;
  return (
    <header class="verdict">
      <h2>
        <StateSign tone={toneOf(release)} label={release.status} /> {environment}:{' '}
        {endingOf(release)}: {row ? <Prose>{row[1] || short(row[0])}</Prose> : 'an unknown commit'}
      </h2>
      <p>
        {row && <code class="hash">{short(row[0])}</code>}
        <Tags data={data} place={commit} />{' '}
        {isRunning && <strong class="good-text">This runs now.</strong>}{' '}
        {isRolledBack && <UndoneBy data={data} release={release} />}{' '}
        {!isPlanned && <Course release={release} now={now} />}
      </p>
      {isPlanned && <WouldPass data={data} release={release} />}
      <Waits data={data} release={release} />
    </header>
  );
}

/** When it was, how long it took, and whose it is. */
function Course({ release, now }: Pick<ReleaseProps, 'release'> & { now: number }) {
  const { startedAt, endedAt, by } = release;
  const took = endedAt === undefined ? 'under way' : `took ${durationOf(endedAt - startedAt)}`;
  return (
    <>
      <span>{dayAndMinute(startedAt)} UTC</span> <span>{took}</span>{' '}
      <span>
        by <Prose>{by ?? 'somebody whom AWS does not name'}</Prose>
      </span>{' '}
      <span class="faint">
        (<When at={startedAt} now={now} />)
      </span>
    </>
  );
}

/** Whether the guards would let it pass; known of what runs in the environment before. */
function WouldPass({ data, release }: ReleaseProps) {
  const { environment, commit } = release;
  const here = environmentNamed(data, environment);
  const above = environmentNamed(data, here?.upstream ?? '');
  const hash = commitRow(data, commit)?.[0];
  const isUpstream = above?.running !== undefined && above.running.commit === commit;
  const command = isUpstream
    ? `gitenv promote ${environment}`
    : `gitenv push ${environment} ${short(hash ?? '')}`;
  const objections = isUpstream ? (here?.objections ?? []) : [];
  return (
    <div class="waits">
      {isUpstream && objections.length === 0 && (
        <span class="good-text">would pass the guards </span>
      )}
      {objections.map((told) => (
        <p class="bad-text" key={told.said}>
          would be refused: <Prose>{told.said}</Prose>
        </p>
      ))}
      <CopiedCommand line={command} />
    </div>
  );
}

function UndoneBy({ data, release }: ReleaseProps) {
  const back = undoneBy(data, release);
  return back ? (
    <a class="bad-text" href={pageOf(back)}>
      rolled back on {dayAndMinute(back.startedAt)} UTC
    </a>
  ) : (
    <span class="bad-text">rolled back</span>
  );
}

/** What it waits for now, and the command that goes on. */
function Waits({ data, release }: ReleaseProps) {
  const way = environmentNamed(data, release.environment)?.onItsWay.find(
    (it) => it.release === release.id,
  );
  if (!way) return null;
  return (
    <p class="waits">
      <strong>{way.where}</strong>{' '}
      {way.commands.map((line) => (
        <CopiedCommand key={line} line={line} />
      ))}
    </p>
  );
}

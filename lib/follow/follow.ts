import { getRelease } from '../aws/pipeline/pipeline';
import { getStages, listActions } from '../aws/pipeline/pipeline-state';
import { GitenvError } from '../errors';
import { failingLines } from '../release/following/failing-lines';
import {
  type Change,
  changesBetween,
  describeChange,
  type Snapshot,
  stillness,
  timed,
} from '../release/following/follow';
import { endedBadly, lostSight } from '../release/following/follow-end';
import { readable } from '../release/following/log-lines';
import type { Progress, ReleaseView } from '../release/following/progress';
import { Silence } from '../release/following/silence';
import { isOver, type Release } from '../release/release';
import type { StageState } from '../release/state/stage';
import { vouchedIn } from '../release/vouched';
import { shortCommit } from '../release/wording';
import { lookAgain } from '../target/evidence';
import type { OpenEnvironment } from '../target/open-environment';
import { Pause, patiently } from '../target/pause';
import { orWhyNot } from '../target/why-not';
import { LogTail } from './log-tail';

/** A look at a release, with the stages that it was taken from. */
export interface SeenRelease extends Snapshot {
  readonly stages: readonly StageState[];
}

/** Which release to look after. */
export interface FollowedRelease {
  readonly id: string;
  /** What it is expected to release; the pipeline itself may not know before its first stage has ended. */
  readonly commit?: string | undefined;
  /** Is given each look at the release, and may help it on. */
  attend?(seen: SeenRelease): Promise<void>;
  /** How it stood before it was set going again. Only what has happened since is told. */
  readonly baseline?: Snapshot | undefined;
}

/**
 * Tells what happens to a release until it is over: each change of state and, live, what its builds print.
 * @param clock tells how long nothing has happened
 * @throws GitenvError RELEASE_FAILED for any end but success, after the failing command's last lines; RELEASE_GONE
 */
export async function followRelease(
  open: OpenEnvironment,
  followed: FollowedRelease,
  progress: Progress,
  clock: () => Date = () => new Date(),
): Promise<Release> {
  const { name } = open.environment;
  const view = await progress.openView?.(name);
  try {
    return await follow({ ...followed, open }, progress, view, clock);
  } catch (error) {
    const isEnd = !(error instanceof GitenvError) || error.code === 'RELEASE_FAILED';
    throw isEnd ? error : lostSight(error, name, followed.commit);
  } finally {
    view?.close();
  }
}

interface Followed extends FollowedRelease {
  readonly open: OpenEnvironment;
}

async function follow(
  followed: Followed,
  progress: Progress,
  view: ReleaseView | undefined,
  clock: () => Date,
): Promise<Release> {
  const silence = new Silence(clock());
  const tails = new Map<string, LogTail>();
  const pause = new Pause();
  let before: Snapshot | undefined;
  for (let looks = 0; ; looks += 1) {
    const after = await patiently(() => snapshotOf(followed.open, followed), pause);
    if (!before) announce(followed, after.release, progress);
    const changes = before ? changesBetween(before, after) : firstChanges(followed, after);
    for (const change of changes) await tell(change, followed, tails, progress, view);
    await followed.attend?.(after);
    if (isOver(after.release.status) && !isStillOver(followed, after, looks))
      return conclude(followed, after, tails, progress);
    const logs = await patiently(() => readAll(after, followed, tails, progress), pause);
    if (logs || changes.length > 0) {
      pause.reset();
      silence.broken(clock());
    }
    const since = silence.lasted(clock());
    if (since) await tell(stillness(after, since, clock()), followed, tails, progress, view);
    before = after;
    await pause.wait();
  }
}

function firstChanges({ baseline }: Followed, after: Snapshot): Change[] {
  if (!baseline) return changesBetween(undefined, after);
  return [{ kind: 'started', release: after.release }, ...changesBetween(baseline, after)];
}

/** So many looks AWS may take to say that a release goes on again: with their pauses, half a minute. */
const patience = 20;

/** Whether AWS still tells how a release ended before it was set going again. */
function isStillOver(
  { baseline }: Followed,
  { actions, release }: Snapshot,
  looks: number,
): boolean {
  if (!baseline || looks >= patience) return false;
  const isAsBefore = actions.length === baseline.actions.length;
  return isAsBefore && release.status === baseline.release.status;
}

function announce({ open }: Followed, { commit }: Release, progress: Progress): void {
  const { name } = open.environment;
  const short = shortCommit(commit);
  progress.whenInterrupted(
    `No longer following; the release of ${short} to ${name} goes on.`,
    `gitenv logs ${name} ${short} --follow`,
  );
}

/** How a release stands. */
export async function snapshotOf(
  { account, pipeline }: OpenEnvironment,
  { id, commit }: FollowedRelease,
): Promise<SeenRelease> {
  const [facts, listed, stages] = await Promise.all([
    getRelease(account, pipeline, id),
    listActions(account, pipeline, id),
    getStages(account, pipeline),
  ]);
  // Its end may have come between the answers, and nobody looks again after that.
  const actions = isOver(facts.status) ? await listActions(account, pipeline, id) : listed;
  return {
    release: timed(
      { ...facts, commit: facts.commit ?? commit, bundle: vouchedIn(actions).bundle },
      actions,
    ),
    actions,
    stages,
    waitingFor: stages.find(({ waiting }) => waiting.includes(id))?.name,
    approvalIn: stages.find((stage) => isApproving(stage, id))?.name,
    condition: stages.findLast(({ latest }) => latest?.releaseId === id)?.condition,
  };
}

function isApproving({ approval, latest }: StageState, releaseId: string): boolean {
  return approval !== undefined && latest?.releaseId === releaseId;
}

async function tell(
  change: Change,
  followed: Followed,
  tails: Map<string, LogTail>,
  progress: Progress,
  view: ReleaseView | undefined,
): Promise<void> {
  if (change.kind === 'ended' && change.action.buildId !== undefined)
    await tailOf(change.action.buildId, followed, tails, progress).readToEnd();
  if (view) return view.change(change);
  if (change.kind === 'over' && change.release.status !== 'Succeeded') return;
  progress.say(describeChange(change, followed.open.environment.name));
}

async function readAll(
  { actions }: Snapshot,
  followed: Followed,
  tails: Map<string, LogTail>,
  progress: Progress,
): Promise<boolean> {
  let any = false;
  for (const { buildId, status } of actions) {
    if (buildId === undefined || status !== 'InProgress') continue;
    any = (await tailOf(buildId, followed, tails, progress).read()) || any;
  }
  return any;
}

function tailOf(
  buildId: string,
  { open }: Followed,
  tails: Map<string, LogTail>,
  progress: Progress,
): LogTail {
  const known = tails.get(buildId);
  const tail =
    known ??
    new LogTail(open.account, buildId, (line) => {
      const shown = progress.verbose ? line.trimEnd() : readable(line);
      if (shown !== undefined) progress.log(shown);
    });
  tails.set(buildId, tail);
  return tail;
}

async function conclude(
  { open }: Followed,
  after: Snapshot,
  tails: ReadonlyMap<string, LogTail>,
  progress: Progress,
): Promise<Release> {
  const { release, actions } = after;
  const { name } = open.environment;
  if (release.status === 'Succeeded') return release;
  // A retry leaves what failed before in the list.
  const failed = actions.findLast(({ status }) => status === 'Failed');
  repeatEnd(name, tails.get(failed?.buildId ?? '')?.lines ?? [], progress);
  // How the release ended is known, and has to be said even where no more can be asked.
  const seen = await orWhyNot(lookAgain(open, { ended: after }));
  throw endedBadly(name, after, seen instanceof GitenvError ? undefined : seen);
}

/** What went wrong stands again at the end, where it is looked for. */
function repeatEnd(environment: string, log: readonly string[], progress: Progress): void {
  const { isCommand, lines } = failingLines(log);
  const shown = lines.flatMap((line) => readable(line) ?? []);
  // A single line that is no command's has just been said as the reason of the failure.
  if (shown.length < (isCommand ? 1 : 2)) return;
  const whose = isCommand ? "the failing command's last lines were" : 'its log ended with';
  progress.say(`${environment}: ${whose}:`);
  for (const line of shown) progress.say(`  ${line}`);
}

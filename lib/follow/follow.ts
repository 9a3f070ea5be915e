import { GitenvError } from '../errors';
import { failingLines } from '../release/following/failing-lines';
import {
  type Change,
  changesBetween,
  describeChange,
  type Snapshot,
  stillness,
} from '../release/following/follow';
import { endedBadly, lostSight } from '../release/following/follow-end';
import { lackedRight } from '../release/following/lacked-right';
import { readable } from '../release/following/log-lines';
import type { Progress, ReleaseView } from '../release/following/progress';
import { Silence } from '../release/following/silence';
import { isOver, type Release } from '../release/release';
import { shortCommit } from '../release/wording';
import { lookAgain } from '../target/evidence';
import type { OpenEnvironment } from '../target/open-environment';
import { Pause, patiently, realTime, type Time } from '../target/pause';
import { orWhyNot } from '../target/why-not';
import { isOnThisMachine } from './await-release';
import { BuildLogs } from './build-logs';
import { type LookedAtRelease, ReleaseWatch, type SeenRelease } from './watch';

/** Which release to look after. */
export interface FollowedRelease extends LookedAtRelease {
  /** Is given each look at the release, and may help it on. */
  attend?(seen: SeenRelease): Promise<void>;
  /** How it stood before it was set going again. Only what has happened since is told. */
  readonly baseline?: Snapshot | undefined;
}

/**
 * Tells what happens to a release until it is over: each change of state and, live, what its builds print.
 * @throws GitenvError RELEASE_FAILED for any end but success, after the failing command's last lines; RELEASE_GONE
 */
export async function followRelease(
  open: OpenEnvironment,
  followed: FollowedRelease,
  progress: Progress,
  time: Time = realTime,
): Promise<Release> {
  const { name } = open.environment;
  const view = await progress.openView?.(name);
  const logs = new BuildLogs(open.account, progress, time);
  try {
    return await follow({ ...followed, open, progress, view, logs, time });
  } catch (error) {
    const isEnd = !(error instanceof GitenvError) || error.code === 'RELEASE_FAILED';
    if (isEnd) throw error;
    throw lostSight(error, name, followed.commit, isOnThisMachine(open));
  } finally {
    view?.close();
  }
}

interface Followed extends FollowedRelease {
  readonly open: OpenEnvironment;
  readonly progress: Progress;
  readonly view: ReleaseView | undefined;
  readonly logs: BuildLogs;
  readonly time: Time;
}

async function follow(followed: Followed): Promise<Release> {
  const { open, logs, time } = followed;
  const watch = new ReleaseWatch(open, followed);
  const silence = new Silence(time.now());
  const pause = new Pause(time);
  let before: Snapshot | undefined;
  for (let looks = 0; ; looks += 1) {
    const after = await patiently(() => watch.look(), pause);
    if (!before) announce(followed, after.release);
    const changes = before ? changesBetween(before, after) : firstChanges(followed, after);
    for (const change of changes) await tell(change, followed);
    await followed.attend?.(after);
    if (isOver(after.release.status) && !isStillOver(followed, after, looks))
      return conclude(followed, after);
    if (changes.length > 0) {
      pause.reset();
      silence.broken(time.now());
    }
    if (await logs.wait(pause.take(), after.actions)) silence.broken(time.now());
    const since = silence.lasted(time.now());
    if (since) await tell(stillness(after, since, time.now()), followed);
    before = after;
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

function announce({ open, progress }: Followed, { commit }: Release): void {
  const { name } = open.environment;
  const short = shortCommit(commit);
  progress.whenInterrupted(
    `No longer following; the release of ${short} to ${name} goes on.`,
    `gitenv logs ${name} ${short} --follow`,
  );
}

async function tell(change: Change, { open, logs, view, progress }: Followed): Promise<void> {
  if (change.kind === 'ended' && change.action.buildId !== undefined)
    await logs.end(change.action.buildId);
  if (view) return view.change(change);
  if (change.kind === 'over' && change.release.status !== 'Succeeded') return;
  progress.say(describeChange(change, open.environment.name));
}

async function conclude({ open, logs, progress }: Followed, after: Snapshot): Promise<Release> {
  const { release, actions } = after;
  const { name } = open.environment;
  if (release.status === 'Succeeded') return release;
  // A retry leaves what failed before in the list.
  const failed = actions.findLast(({ status }) => status === 'Failed');
  const log = logs.linesOf(failed?.buildId);
  repeatEnd(name, log, progress);
  if (failed) for (const line of lackedRight(name, failed, log)) progress.say(line);
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

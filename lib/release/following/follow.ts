import { describeHeld, isFreeze } from '../condition';
import { attemptsIn, idleMs } from '../history/attempts';
import type { StageCondition } from '../release';
import { isOver, type Release, type ReleaseAction, type ReleaseFacts } from '../release';
import { durationBetween, shortCommit, titleOf } from '../wording';

/** How a release stood when it was looked at. */
export interface Snapshot {
  readonly release: Release;
  /** In the order they started. */
  readonly actions: readonly ReleaseAction[];
  /** The stage before which it waits for another release to leave; undefined when it waits for none. */
  readonly waitingFor?: string | undefined;
  /** The stage whose approval it waits for. */
  readonly approvalIn?: string | undefined;
  /** What the stage it is in asks and it does not meet, or not yet. */
  readonly condition?: StageCondition | undefined;
}

/** What became different between two looks, in the order it happened. */
export type Change =
  | { readonly kind: 'started'; readonly release: Release }
  | { readonly kind: 'running'; readonly action: ReleaseAction }
  | { readonly kind: 'ended'; readonly action: ReleaseAction }
  | { readonly kind: 'approval'; readonly stage: string; readonly commit: string | undefined }
  | { readonly kind: 'waiting'; readonly stage: string }
  | { readonly kind: 'held'; readonly condition: StageCondition }
  | { readonly kind: 'quiet'; readonly since: Date; readonly now: Date; readonly what: string }
  | { readonly kind: 'stopping' }
  | { readonly kind: 'over'; readonly release: Release };

/** A release with the times of its actions: from the first one's start to the last one's latest change. */
export function timed(facts: ReleaseFacts, actions: readonly ReleaseAction[]): Release {
  const starts = actions.map(({ startedAt }) => startedAt.getTime());
  const changes = actions.map(({ updatedAt }) => updatedAt.getTime());
  const startedAt = new Date(starts.length > 0 ? Math.min(...starts) : 0);
  const updatedAt = new Date(Math.max(startedAt.getTime(), ...changes));
  return { ...facts, startedAt, updatedAt, idleMs: idleMs(attemptsIn(actions)) };
}

/** Everything the second look tells that the first did not; the whole story so far without a first. */
export function changesBetween(before: Snapshot | undefined, after: Snapshot): Change[] {
  const changes: Change[] = before ? [] : [{ kind: 'started', release: after.release }];
  for (const action of after.actions) {
    const known = before?.actions.find(({ id }) => id === action.id);
    if (!known && action.stage !== after.approvalIn) changes.push({ kind: 'running', action });
    if (action.status !== 'InProgress' && known?.status !== action.status)
      changes.push({ kind: 'ended', action });
  }
  if (after.approvalIn !== undefined && after.approvalIn !== before?.approvalIn)
    changes.push({
      kind: 'approval',
      stage: after.approvalIn,
      commit: after.release.commit,
    });
  if (after.waitingFor !== undefined && after.waitingFor !== before?.waitingFor)
    changes.push({ kind: 'waiting', stage: after.waitingFor });
  if (isHeld(after) && !(before && isHeld(before)))
    changes.push({ kind: 'held', condition: after.condition });
  const { status } = after.release;
  if (status !== before?.release.status) {
    if (status === 'Stopping') changes.push({ kind: 'stopping' });
    if (isOver(status)) changes.push({ kind: 'over', release: after.release });
  }
  return changes;
}

type Held = Snapshot & { readonly condition: StageCondition };

function isHeld(snapshot: Snapshot): snapshot is Held {
  const { condition, release } = snapshot;
  return condition?.hasFailed === false && release.status === 'InProgress';
}

/** That nothing has changed for long, and what it is that goes on. */
export function stillness(snapshot: Snapshot, since: Date, now: Date): Change {
  return { kind: 'quiet', since, now, what: goingOn(snapshot) };
}

function goingOn(snapshot: Snapshot): string {
  const { approvalIn, waitingFor, actions, release } = snapshot;
  if (release.status === 'Stopping') return 'is still being stopped';
  if (approvalIn !== undefined) return `${approvalIn} still waits for somebody to approve`;
  if (waitingFor !== undefined) return `still waits to enter ${waitingFor}`;
  if (isHeld(snapshot)) {
    const { condition } = snapshot;
    return `${condition.stage} still ${describeHeld(condition)}`;
  }
  const running = actions.findLast(({ status }) => status === 'InProgress');
  return running ? `${running.name} is still running` : 'is still under way';
}

/** One change as one line. */
export function describeChange(change: Change, environment: string): string {
  switch (change.kind) {
    case 'started':
      return `${environment}: releasing ${titleOf(change.release)}`;
    case 'running':
      return `${environment}: ${change.action.name} is running`;
    case 'ended':
      return `${environment}: ${change.action.name} ${outcomeOf(change.action)}`;
    case 'approval':
      return `${environment}: ${change.stage} waits for somebody to approve: ${howToApprove(environment, change.commit)}`;
    case 'waiting':
      return `${environment}: waits to enter ${change.stage}, where another release is`;
    case 'held':
      return `${environment}: ${describeHeldIn(change.condition, environment)}`;
    case 'quiet':
      return `${environment}: ${change.what}, with nothing new for ${durationBetween(change.since, change.now)}; ${wayOut(environment)}`;
    case 'stopping':
      return `${environment}: is being stopped`;
    case 'over':
      return `${environment}: ${conclusionOf(change.release)}${whatRuns(change.release)}`;
  }
}

/** What answers an approval that a release waits for. */
export function howToApprove(environment: string, commit: string | undefined): string {
  return `gitenv approve ${environment} ${shortCommit(commit)}`;
}

/** What holds a release, and what can be done about it. */
export function describeHeldIn(condition: StageCondition, environment: string): string {
  return `${condition.stage} ${describeHeld(condition)}; ${wayPast(condition, environment)}`;
}

/** For who does not want to wait for a condition. */
export function wayPast(condition: StageCondition, environment: string): string {
  const past = isFreeze(condition) ? 'the console can override it' : 'the console says more';
  return `${past} (gitenv open ${environment}), gitenv cancel ${environment} gives up`;
}

/** For who has waited long enough. */
export function wayOut(environment: string): string {
  return `Ctrl-C leaves it alone, gitenv cancel ${environment} ends it`;
}

/** How a release ended, as a sentence without its full stop. */
export function conclusionOf(release: Release): string {
  const commit = shortCommit(release.commit);
  const worked = release.updatedAt.getTime() - (release.idleMs ?? 0);
  const took = durationBetween(release.startedAt, new Date(worked));
  switch (release.status) {
    case 'Succeeded':
      return `${commit} is released, after ${took}`;
    case 'Failed':
      return `${commit} failed after ${took}`;
    case 'Superseded':
      return `${commit} was overtaken by a newer release`;
    case 'Stopped':
      return `${commit} was stopped after ${took}`;
    case 'Cancelled':
      return `${commit} was cancelled, because the pipeline was changed`;
    default:
      return `${commit} is under way`;
  }
}

/** A build's log stands between the beginning, which names the commit's subject, and the end. */
function whatRuns(release: Release): string {
  return release.status === 'Succeeded' && release.subject !== '' ? `: "${release.subject}"` : '';
}

function outcomeOf({ status, summary, startedAt, updatedAt }: ReleaseAction): string {
  const took = durationBetween(startedAt, updatedAt);
  if (status === 'Succeeded') return `succeeded in ${took}`;
  const why = summary ? `: ${summary.split('\n', 1)[0]}` : '';
  return `${status === 'Failed' ? 'failed' : 'was abandoned'} after ${took}${why}`;
}

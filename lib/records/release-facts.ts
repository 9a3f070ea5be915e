import { outputVariables } from '../contract';
import { isOver, type Release, type ReleaseAction, type ReleaseFacts } from '../release/release';
import { verdictIn } from '../release/verdict';
import {
  attemptOf,
  type RecordedAction,
  type ReleaseEnd,
  type ReleasePredicateFacts,
} from './record';

/** Everything that is read of a release that has ended. */
export interface ReadRelease {
  readonly release: Release;
  readonly facts: ReleaseFacts;
  readonly actions: readonly ReleaseAction[];
  readonly tree: string | undefined;
  /** All of the pipeline's releases that are known, newest first, with this one. */
  readonly known: readonly Release[];
}

export function releaseEndOf(release: Release, actions: readonly ReleaseAction[]): ReleaseEnd {
  return {
    execution: release.id,
    attempt: attemptOf(actions),
    outcome: release.status,
    commit: release.commit ?? null,
    subject: release.subject,
    startedAt: release.startedAt.toISOString(),
    endedAt: release.updatedAt.toISOString(),
  };
}

export function factsOfEnd(read: ReadRelease): ReleasePredicateFacts {
  const { release, facts, actions, tree, known } = read;
  const handedOn = (name: string) =>
    actions.findLast(({ variables }) => variables[name])?.variables[name] ?? null;
  const verdict = verdictIn(actions);
  const before = ranBefore(release, known);
  return {
    ...releaseEndOf(release, actions),
    trigger: { type: facts.trigger ?? null, detail: facts.triggerDetail ?? null },
    pushedBy: facts.pushedBy ?? null,
    tree: tree ?? null,
    bundle: handedOn(outputVariables.bundle),
    plan: handedOn(outputVariables.planDigest),
    stopReason: facts.stopReason ?? null,
    approval: verdict
      ? { answer: verdict.answer, by: verdict.by ?? null, comment: verdict.comment }
      : null,
    actions: actions.map(recorded),
    before: before?.commit ?? null,
    isRollback: isBack(release, before, known),
  };
}

function recorded(action: ReleaseAction): RecordedAction {
  return {
    stage: action.stage,
    name: action.name,
    status: action.status,
    startedAt: action.startedAt.toISOString(),
    endedAt: action.updatedAt.toISOString(),
    by: action.by ?? null,
    build: action.buildId ?? null,
    summary: action.summary ?? null,
    variables: action.variables,
  };
}

/** The latest that had succeeded when this one began. */
function ranBefore({ startedAt, id }: Release, known: readonly Release[]): Release | undefined {
  return known
    .filter((it) => it.id !== id && it.status === 'Succeeded' && it.updatedAt <= startedAt)
    .sort((one, other) => other.updatedAt.getTime() - one.updatedAt.getTime())[0];
}

/** Whether its commit was first released before the one that it replaces was. */
function isBack(
  { commit }: Release,
  before: Release | undefined,
  known: readonly Release[],
): boolean {
  if (commit === undefined || before?.commit === undefined || commit === before.commit)
    return false;
  const first = (wanted: string) => known.findLastIndex((it) => it.commit === wanted);
  return first(commit) > first(before.commit);
}

/** Those that have ended, the one that ended first before all others. In the same second the list of executions decides. */
export function endedInOrder(releases: readonly Release[]): Release[] {
  const ended = releases.filter(({ status }) => isOver(status)).reverse();
  return ended.sort((one, other) => one.updatedAt.getTime() - other.updatedAt.getTime());
}

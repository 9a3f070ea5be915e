import { isOver, type Release, type StageCondition } from '../release';
import type { PendingApproval, StageState } from './stage';

/** A release that is not over, and where it is. */
export interface OnItsWay {
  readonly release: Release;
  /** The stage it is in, or waits to enter; undefined between two stages. */
  readonly stage: string | undefined;
  /** The name of what runs in that stage, of which it may have several; undefined if nothing does. */
  readonly action: string | undefined;
  /** What it waits for: a person, another release in the stage, an open transition, a condition of the stage. */
  readonly waitsFor: 'approval' | 'stage' | 'transition' | 'condition' | undefined;
  readonly approval: PendingApproval | undefined;
  /** The condition of its stage that it does not meet yet. */
  readonly heldBy: StageCondition | undefined;
}

/** Whether it has not entered its stage yet: another release is in it, or the way into it is closed. */
export function waitsToEnter({ waitsFor }: Pick<OnItsWay, 'waitsFor'>): boolean {
  return waitsFor === 'stage' || waitsFor === 'transition';
}

/** Releases that are not over, newest first, each with what it waits for. */
export function onItsWay(releases: readonly Release[], stages: readonly StageState[]): OnItsWay[] {
  return releases
    .filter(({ status }) => !isOver(status))
    .map((release) => located(release, stages));
}

/** A release that is being stopped holds its stage until what runs in it has ended. */
function isGoingOn(status: string | undefined): boolean {
  return status === 'InProgress' || status === 'Stopping';
}

/** What an earlier release left behind in the stage is over. */
function runningIn(stage: StageState | undefined): string | undefined {
  return stage?.actions?.find(({ status }) => status === 'InProgress')?.name;
}

function located(release: Release, stages: readonly StageState[]): OnItsWay {
  const { id } = release;
  const isIn = ({ latest }: StageState) => latest?.releaseId === id;
  const waiting = stages.find((stage) => stage.waiting.includes(id));
  const inside = stages.findLast((stage) => isIn(stage) && isGoingOn(stage.latest?.status));
  const last = stages.findLast(isIn);
  const unmet = last?.condition?.hasFailed === false ? last.condition : undefined;
  const approval = waiting ? undefined : inside?.approval;
  const heldBy = waiting || approval ? undefined : unmet;
  return {
    release,
    stage: (waiting ?? inside)?.name,
    action: waiting ? undefined : runningIn(inside),
    waitsFor: waiting
      ? waiting.closedBecause === undefined
        ? 'stage'
        : 'transition'
      : approval
        ? 'approval'
        : heldBy && 'condition',
    approval,
    heldBy,
  };
}

import { actions as actionNames } from '../../action-names';
import type { ReleaseAction } from '../release';

/** One time that an action of a release ran. */
export interface Attempt {
  readonly stage: string;
  readonly action: string;
  readonly status: ReleaseAction['status'];
  readonly startedAt: Date;
  readonly updatedAt: Date;
  /** What the action says of its end, such as the failing phase. */
  readonly summary: string | undefined;
  readonly buildId: string | undefined;
}

/**
 * Every attempt of the actions of a release that were tried again, in the order they started. Empty for most releases.
 * @param actions of the release, in the order they started
 */
export function attemptsIn(actions: readonly ReleaseAction[]): Attempt[] {
  const isSame = (one: ReleaseAction) => (other: ReleaseAction) =>
    other.stage === one.stage && other.name === one.name;
  return runsOf(actions.filter((action) => actions.filter(isSame(action)).length > 1));
}

/** Every time that an action of a release ran, in the order they started. */
export function runsOf(actions: readonly ReleaseAction[]): Attempt[] {
  return actions.map(({ stage, name, status, startedAt, updatedAt, summary, buildId }) => {
    return { stage, action: name, status, startedAt, updatedAt, summary, buildId };
  });
}

/** How long nothing was done between an attempt that came to nothing and the one after it, in ms. */
export function idleMs(attempts: readonly Attempt[]): number {
  return attempts.reduce((sum, { stage, action, status, updatedAt }, index) => {
    if (status !== 'Failed' && status !== 'Abandoned') return sum;
    const isSame = (it: Attempt) => it.stage === stage && it.action === action;
    const next = attempts.slice(index + 1).find(isSame);
    return sum + (next ? Math.max(0, next.startedAt.getTime() - updatedAt.getTime()) : 0);
  }, 0);
}

/** Names of the actions of which an attempt came to nothing and was followed by another one, each once, in their order. */
export function triedAgain(attempts: readonly Attempt[]): string[] {
  const again = attempts.filter(({ stage, action, status, startedAt }) => {
    const isLater = (it: Attempt) =>
      it.stage === stage && it.action === action && it.startedAt > startedAt;
    return (status === 'Failed' || status === 'Abandoned') && attempts.some(isLater);
  });
  const order: readonly string[] = Object.values(actionNames);
  const names = [...new Set(again.map(({ action }) => action))];
  return names.sort((a, b) => order.indexOf(a) - order.indexOf(b));
}

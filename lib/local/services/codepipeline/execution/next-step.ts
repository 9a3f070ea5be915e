import type { Action, Stage } from '../model/declaration';
import type { ActionRun, StageRun } from '../model/records';

/** What a stage does next. */
export type Step =
  | { readonly kind: 'start'; readonly actions: readonly Action[] }
  | { readonly kind: 'wait' }
  | { readonly kind: 'end'; readonly status: 'Succeeded' | 'Failed' };

/**
 * Actions of one `runOrder` run side by side, at most `limit` at a time; the next number starts when all of them
 * succeeded. After a failure nothing new starts, and what runs is waited for.
 */
export function nextStep(stage: Stage, run: StageRun, limit = Number.POSITIVE_INFINITY): Step {
  for (const order of runOrders(stage)) {
    const group = stage.actions.filter((action) => (action.runOrder ?? 1) === order);
    const statuses = group.map((action) => attemptOf(action.name, run)?.status);
    const busy = statuses.filter((status) => status === 'InProgress').length;
    if (statuses.some((status) => status === 'Failed' || status === 'Abandoned'))
      return busy > 0 ? { kind: 'wait' } : { kind: 'end', status: 'Failed' };
    const missing = group.filter((_, index) => statuses[index] === undefined);
    if (missing.length > 0 && busy < limit)
      return { kind: 'start', actions: missing.slice(0, limit - busy) };
    if (busy > 0) return { kind: 'wait' };
  }
  return { kind: 'end', status: 'Succeeded' };
}

/** The run of an action that counts in the stage's present attempt. */
export function attemptOf(action: string, run: StageRun): ActionRun | undefined {
  return run.actions.findLast(
    ({ name, status }, index) =>
      name === action &&
      index >= run.allFrom &&
      (status === 'Succeeded' || status === 'InProgress' || index >= run.failuresFrom),
  );
}

export function isBusy(run: StageRun): boolean {
  return run.actions.some(({ status }) => status === 'InProgress');
}

function runOrders(stage: Stage): readonly number[] {
  return [...new Set(stage.actions.map(({ runOrder }) => runOrder ?? 1))].sort((a, b) => a - b);
}

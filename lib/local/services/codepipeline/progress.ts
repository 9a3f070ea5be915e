import type { Action, Stage } from './declaration';
import type { ActionRun, StageRun } from './records';

/** What a stage does next. */
export type Step =
  | { readonly kind: 'start'; readonly actions: readonly Action[] }
  | { readonly kind: 'wait' }
  | { readonly kind: 'end'; readonly status: 'Succeeded' | 'Failed' };

/**
 * Actions of one `runOrder` run side by side; the next number starts when all of them succeeded. After a failure
 * nothing new starts, and what runs is waited for.
 */
export function nextStep(stage: Stage, run: StageRun): Step {
  for (const order of runOrders(stage)) {
    const group = stage.actions.filter((action) => (action.runOrder ?? 1) === order);
    const runs = group.map((action) => attemptOf(action.name, run));
    if (runs.some((one) => one?.status === 'InProgress')) return { kind: 'wait' };
    if (runs.some((one) => one !== undefined && one.status !== 'Succeeded'))
      return { kind: 'end', status: 'Failed' };
    const missing = group.filter((_, index) => runs[index] === undefined);
    if (missing.length > 0) return { kind: 'start', actions: missing };
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

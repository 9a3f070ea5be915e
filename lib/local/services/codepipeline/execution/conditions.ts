import type { Condition, Stage } from '../model/declaration';
import type { ConditionRun, ExecutionRecord, StageRun, When } from '../model/records';
import type { Board } from './board';
import { startRule } from './rule-run';

export type Judgement = 'met' | 'failed' | 'waiting';

export function conditionOf(stage: Stage, when: When): Condition | undefined {
  return stage[when]?.conditions?.[0];
}

/**
 * Asks a stage's condition, once an attempt. It fails when any of its rules fails, and only a failed condition engages
 * its result: the guide contradicts itself on this for onSuccess and onFailure, and the announcement says it plainly.
 */
export function judge(
  board: Board,
  draft: ExecutionRecord,
  run: StageRun,
  stage: Stage,
  when: When,
): Judgement {
  const declared = conditionOf(stage, when);
  if (!declared) return 'met';
  const condition = run.conditions[when] ?? begin(board, draft, run, declared, when);
  if (condition.status === 'InProgress') conclude(board, run, condition);
  if (condition.status === 'InProgress') return 'waiting';
  return condition.status === 'Failed' ? 'failed' : 'met';
}

function begin(
  board: Board,
  draft: ExecutionRecord,
  run: StageRun,
  declared: Condition,
  when: When,
): ConditionRun {
  const condition: ConditionRun = {
    status: 'InProgress',
    updated: board.time(),
    rulesFrom: run.rules.length,
  };
  run.conditions[when] = condition;
  for (const rule of declared.rules ?? []) startRule(board, draft, run, when, rule);
  return condition;
}

function conclude(board: Board, run: StageRun, condition: ConditionRun): void {
  const rules = run.rules.slice(condition.rulesFrom);
  if (rules.some(({ status }) => status === 'InProgress')) return;
  const failed = rules.filter(({ status }) => status !== 'Succeeded');
  condition.status = failed.length > 0 ? 'Failed' : 'Succeeded';
  condition.updated = board.time();
  if (failed.length > 0)
    condition.summary = `Failed: ${failed.map(({ name, summary }) => (summary === undefined ? name : `${name} (${summary})`)).join(', ')}`;
}

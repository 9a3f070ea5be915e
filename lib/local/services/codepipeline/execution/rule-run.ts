import type { Rule } from '../model/declaration';
import type { ErrorRecord, ExecutionRecord, RuleRun, StageRun, When } from '../model/records';
import { resolveAll, UnknownVariable } from '../model/variables';
import type { Verdict } from '../rules/kind';
import { ruleKindOf } from '../rules/registry';
import type { Board } from './board';

/** Puts the run of a rule on record and asks it at once where it can answer at once. */
export function startRule(
  board: Board,
  draft: ExecutionRecord,
  stage: StageRun,
  when: When,
  rule: Rule,
): void {
  const run = newRun(board, draft, when, rule);
  stage.rules.push(run);
  const fault = prepare(draft, run);
  if (fault) finishRule(board, run, { status: 'Failed', error: fault, summary: fault.message });
  else if (ruleKindOf(rule.ruleTypeId)?.evaluate) askRule(board, run);
  else board.jobs.push({ kind: 'rule', executionId: draft.id, stage: stage.name, runId: run.id });
}

function newRun(board: Board, draft: ExecutionRecord, when: When, rule: Rule): RuleRun {
  const now = board.clock.now();
  const { timeoutInMinutes } = rule;
  return {
    id: board.clock.newId(),
    name: rule.name,
    when,
    status: 'InProgress',
    started: now.toISOString(),
    updated: now.toISOString(),
    type: rule.ruleTypeId,
    configuration: rule.configuration ?? {},
    resolved: rule.configuration ?? {},
    ...(rule.roleArn === undefined ? {} : { roleArn: rule.roleArn }),
    region: rule.region ?? board.region,
    inputs: (rule.inputArtifacts ?? []).flatMap(({ name }) => {
      const artifact = draft.artifacts[name];
      return artifact ? [{ name, ...artifact }] : [];
    }),
    ...(timeoutInMinutes === undefined
      ? {}
      : { expires: new Date(now.getTime() + timeoutInMinutes * 60_000).toISOString() }),
  };
}

function prepare(draft: ExecutionRecord, run: RuleRun): ErrorRecord | undefined {
  try {
    run.resolved = resolveAll(run.configuration, draft);
    return undefined;
  } catch (error) {
    if (!(error instanceof UnknownVariable)) throw error;
    return { code: 'ConfigurationError', message: error.message };
  }
}

/** Asks a rule that answers at once, or that said when to ask again. */
export function askRule(board: Board, run: RuleRun): void {
  const verdict = ruleKindOf(run.type)?.evaluate?.(run.resolved, board.clock.now());
  if (verdict && 'wakes' in verdict) run.wakes = verdict.wakes.toISOString();
  else if (verdict) finishRule(board, run, verdict);
}

export function finishRule(
  board: Board,
  run: RuleRun,
  verdict: Exclude<Verdict, { wakes: Date }>,
): void {
  Object.assign(run, verdict, { updated: board.time() });
  delete run.wakes;
  delete run.expires;
}

/** A rule whose condition was overridden, or whose execution ends, is not waited for. */
export function abandonRules(board: Board, stage: StageRun): void {
  for (const run of stage.rules) {
    if (run.status !== 'InProgress') continue;
    run.status = 'Abandoned';
    run.updated = board.time();
    delete run.wakes;
    delete run.expires;
  }
}

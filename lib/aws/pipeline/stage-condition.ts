import type {
  StageState as AwsStage,
  RuleExecutionDetail,
  StageConditionState,
} from '@aws-sdk/client-codepipeline';
import type { StageCondition } from '../../release/release';
import type { Account } from '../account/account';
import { call } from '../call/call';
import { ListRuleExecutions } from './operations';

const unmet: ReadonlySet<string | undefined> = new Set(['InProgress', 'Failed', 'Errored']);

/** The condition of a stage that its latest release waits for, or failed. */
export function conditionOf(stage: AwsStage): StageCondition | undefined {
  const { beforeEntryConditionState: entry, onSuccessConditionState: success } = stage;
  const all = { entry, success, failure: stage.onFailureConditionState };
  for (const when of ['entry', 'success', 'failure'] as const) {
    const state = all[when];
    const status = state?.latestExecution?.status;
    if (!state || !unmet.has(status)) continue;
    const hasFailed = status !== 'InProgress';
    return { stage: stage.stageName ?? '', when, hasFailed, rules: rulesOf(state) };
  }
  return undefined;
}

function rulesOf({ conditionStates = [], latestExecution }: StageConditionState) {
  const rules = conditionStates
    .flatMap(({ ruleStates = [] }) => ruleStates)
    .filter(({ latestExecution: run }) => run !== undefined && run.status !== 'Succeeded')
    .map(({ ruleName = '', latestExecution: run }) => ({
      name: ruleName,
      summary: run?.errorDetails?.message ?? run?.summary,
    }));
  const whole = latestExecution?.summary;
  return rules.length > 0 || !whole ? rules : [{ name: whole, summary: undefined }];
}

/** The condition that a release failed, however long ago; undefined where it failed none. */
export async function failedCondition(
  account: Account,
  pipeline: string,
  releaseId: string,
): Promise<StageCondition | undefined> {
  const { ruleExecutionDetails = [] } = await call(account, ListRuleExecutions, {
    pipelineName: pipeline,
    filter: { pipelineExecutionId: releaseId },
  });
  // Newest first: what an attempt before failed and the last one did not is no reason.
  const latest = new Map<string, RuleExecutionDetail>();
  for (const run of [...ruleExecutionDetails].reverse())
    latest.set(`${run.stageName}/${run.ruleName}`, run);
  const failed = [...latest.values()].filter(({ status }) => status === 'Failed');
  const stage = failed.at(-1)?.stageName;
  if (stage === undefined) return undefined;
  const rules = failed.filter(({ stageName }) => stageName === stage);
  return { stage, when: undefined, hasFailed: true, rules: rules.map(ruleOf) };
}

function ruleOf({ ruleName = '', output }: RuleExecutionDetail) {
  const { errorDetails, externalExecutionSummary } = output?.executionResult ?? {};
  return { name: ruleName, summary: errorDetails?.message ?? externalExecutionSummary };
}

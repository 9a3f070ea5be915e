import { notImplemented, type ServiceError } from '../../../base/service-error';
import type { Condition, Pipeline, Rule, Stage } from '../model/declaration';
import { invalidStage } from '../model/errors';
import type { When } from '../model/records';
import { namespacesIn } from '../model/variables';
import { ruleKindOf } from '../rules/registry';
import type { Offer } from './action';

/** What a condition may engage when it fails. */
const results: Readonly<Record<When, readonly string[]>> = {
  beforeEntry: ['FAIL', 'SKIP'],
  onSuccess: ['FAIL', 'ROLLBACK'],
  onFailure: ['ROLLBACK'],
};

/** @throws ServiceError where the stage's condition of that kind cannot work as declared */
export function checkCondition(pipeline: Pipeline, stage: Stage, when: When, offer: Offer): void {
  const declared = stage[when];
  if (declared === undefined) return;
  const conditions = declared.conditions ?? [];
  const fault =
    conditions.length > 1
      ? 'more than one condition is declared'
      : conditions[0]
        ? faultInCondition(conditions[0], when, offer)
        : when !== 'onFailure' && 'no condition is declared';
  if (fault) throw stageFault(stage, when, fault);
  if (when === 'onFailure') checkResult(stage);
  refuseRollback(pipeline, stage, when);
}

function faultInCondition(condition: Condition, when: When, offer: Offer): string | undefined {
  const { result = '', rules = [] } = condition;
  if (!results[when].includes(result))
    return `the result must be one of ${results[when].join(', ')}, and is ${result}`;
  if (rules.length < 1 || rules.length > 5) return 'a condition has 1 to 5 rules';
  const names = rules.map(({ name }) => name);
  if (new Set(names).size < names.length) return 'the names of its rules are not unique';
  for (const rule of rules) {
    const fault = faultInRule(rule, result, offer);
    if (fault !== undefined) return `rule ${rule.name}: ${fault}`;
  }
  return undefined;
}

function faultInRule(rule: Rule, result: string, offer: Offer): string | undefined {
  if (!rule.ruleTypeId) return 'its ruleTypeId is missing';
  const kind = ruleKindOf(rule.ruleTypeId);
  if (!kind)
    throw notImplemented('codepipeline', `rule ${rule.ruleTypeId.provider} (${rule.name})`);
  if (!/^[A-Za-z0-9.@_-]{1,100}$/.test(rule.name ?? '')) return 'this is no name for a rule';
  if (result === 'SKIP' && !kind.skips) return 'rules of its kind do not go with the result SKIP';
  const { configuration = {}, timeoutInMinutes: timeout } = rule;
  const unknown = Object.keys(configuration).find(
    (key) => ![...kind.required, ...kind.optional].includes(key),
  );
  if (unknown !== undefined) return `configuration key ${unknown} is not known`;
  const missing = kind.required.find((key) => !Object.hasOwn(configuration, key));
  if (missing !== undefined) return `the configuration key ${missing} is missing`;
  if (timeout !== undefined && !(timeout >= 5 && timeout <= 86_400))
    return `timeoutInMinutes must be between 5 and 86400, and is ${timeout}`;
  return (
    faultInOffer(rule, offer) ??
    faultInCommands(rule, kind.commands ?? false) ??
    kind.check?.(configuration)
  );
}

function faultInOffer(
  { configuration = {}, commands = [], inputArtifacts = [] }: Rule,
  offer: Offer,
): string | undefined {
  const used = [...Object.values(configuration), ...commands].flatMap(namespacesIn);
  const unknown = used.find((one) => !offer.namespaces.has(one));
  if (unknown !== undefined) return `no action before provides the namespace ${unknown}`;
  const missing = inputArtifacts.find(({ name }) => !offer.artifacts.has(name));
  return missing && `no action before produces the input artifact ${missing.name}`;
}

function faultInCommands(
  { commands = [], inputArtifacts = [] }: Rule,
  allowed: boolean,
): string | undefined {
  if (allowed) {
    if (commands.length < 1 || commands.length > 50) return 'it needs 1 to 50 commands';
    if (inputArtifacts.length < 1)
      throw notImplemented('codepipeline', 'a Commands rule without an input artifact');
    return commands.some((command) => /[\r\n]/.test(command)) ? 'a command is one line' : undefined;
  }
  if (commands.length > 0) return 'commands are only for the Commands rule';
  return inputArtifacts.length > 0 ? 'it takes no input artifacts' : undefined;
}

/** onFailure alone may say what to do without asking anything. */
function checkResult(stage: Stage): void {
  const { result, retryConfiguration, conditions = [] } = stage.onFailure ?? {};
  if (result !== undefined && !['ROLLBACK', 'RETRY'].includes(result))
    throw stageFault(stage, 'onFailure', `the result must be ROLLBACK or RETRY, and is ${result}`);
  if (result === undefined && conditions.length === 0)
    throw stageFault(stage, 'onFailure', 'neither a result nor a condition is declared');
  if (conditions.length > 0 && result !== undefined)
    throw stageFault(stage, 'onFailure', `the result ${result} cannot be combined with conditions`);
  if (retryConfiguration !== undefined && result !== 'RETRY')
    throw stageFault(stage, 'onFailure', 'retryConfiguration needs the result RETRY');
}

function refuseRollback(pipeline: Pipeline, stage: Stage, when: When): void {
  const declared = stage[when];
  const direct = declared && 'result' in declared ? declared.result : undefined;
  if (direct !== 'ROLLBACK' && declared?.conditions?.[0]?.result !== 'ROLLBACK') return;
  if (pipeline.executionMode === 'PARALLEL')
    throw stageFault(stage, when, 'the result ROLLBACK is not available in PARALLEL mode');
  if (pipeline.stages[0]?.name === stage.name)
    throw stageFault(stage, when, 'a source stage cannot be rolled back');
}

function stageFault(stage: Stage, when: When, fault: string): ServiceError {
  return invalidStage(`Stage ${stage.name}, ${when}: ${fault}`);
}

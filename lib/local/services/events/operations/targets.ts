import type {
  ListRuleNamesByTargetRequest,
  ListRuleNamesByTargetResponse,
  ListTargetsByRuleRequest,
  ListTargetsByRuleResponse,
  PutTargetsRequest,
  PutTargetsResponse,
  RemoveTargetsRequest,
  RemoveTargetsResponse,
  Target,
} from '@aws-sdk/client-eventbridge';
import type { Context } from '../../../base/context';
import { pageOf, pageSize } from '../../../base/page';
import { ServiceError } from '../../../base/service-error';
import { checkBus, checkTarget, ruleNamed } from '../model/checks';
import { invalid, invalidPageSize, pageTokens } from '../model/errors';
import { rulesOf } from '../model/records';

const maxTargets = 5;

export function PutTargets(input: PutTargetsRequest, context: Context): PutTargetsResponse {
  checkBus(input.EventBusName);
  const rule = ruleNamed(input.Rule, context);
  if (!input.Targets?.length) throw invalid('Targets are required.');
  for (const target of input.Targets) checkTarget(target);
  const targets = new Map<string, Target>(rule.targets.map((target) => [target.Id ?? '', target]));
  for (const target of input.Targets) targets.set(target.Id ?? '', target);
  if (targets.size > maxTargets)
    throw new ServiceError(
      'LimitExceededException',
      'The requested resource exceeds the maximum number allowed.',
    );
  rulesOf(context).put(rule.name, { ...rule, targets: [...targets.values()] });
  return { FailedEntryCount: 0, FailedEntries: [] };
}

export function RemoveTargets(
  input: RemoveTargetsRequest,
  context: Context,
): RemoveTargetsResponse {
  checkBus(input.EventBusName);
  const rule = ruleNamed(input.Rule, context);
  const gone = new Set(input.Ids);
  const targets = rule.targets.filter(({ Id }) => !gone.has(Id ?? ''));
  rulesOf(context).put(rule.name, { ...rule, targets });
  return { FailedEntryCount: 0, FailedEntries: [] };
}

export function ListTargetsByRule(
  input: ListTargetsByRuleRequest,
  context: Context,
): ListTargetsByRuleResponse {
  checkBus(input.EventBusName);
  const size = pageSize(input.Limit, { usual: 100, most: 100 }, invalidPageSize);
  const { items, next } = pageOf(
    ruleNamed(input.Rule, context).targets,
    input.NextToken,
    size,
    pageTokens,
  );
  return { Targets: items, NextToken: next };
}

export function ListRuleNamesByTarget(
  input: ListRuleNamesByTargetRequest,
  context: Context,
): ListRuleNamesByTargetResponse {
  checkBus(input.EventBusName);
  const rules = rulesOf(context)
    .list()
    .filter(({ targets }) => targets.some(({ Arn }) => Arn === input.TargetArn));
  const size = pageSize(input.Limit, { usual: 100, most: 100 }, invalidPageSize);
  const { items, next } = pageOf(
    rules.map(({ name }) => name).sort(),
    input.NextToken,
    size,
    pageTokens,
  );
  return { RuleNames: items, NextToken: next };
}

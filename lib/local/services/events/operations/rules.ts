import type {
  DeleteRuleRequest,
  DescribeRuleRequest,
  DescribeRuleResponse,
  DisableRuleRequest,
  EnableRuleRequest,
  ListRulesRequest,
  ListRulesResponse,
  PutRuleRequest,
  PutRuleResponse,
} from '@aws-sdk/client-eventbridge';
import type { Context } from '../../../base/context';
import { pageOf, pageSize } from '../../../base/page';
import { notImplemented } from '../../../base/service-error';
import { readSchedule } from '../engine/schedule';
import { firstDue, keepTime } from '../engine/timetable';
import { checkBus, checkRuleName, ruleNamed } from '../model/checks';
import { invalid, invalidPageSize, pageTokens } from '../model/errors';
import { type Rule, ruleArn, rulesOf } from '../model/records';
import { compilePattern } from '../pattern/compile';

export function PutRule(input: PutRuleRequest, context: Context): PutRuleResponse {
  checkBus(input.EventBusName);
  const name = checkRuleName(input.Name);
  const { EventPattern, ScheduleExpression } = input;
  if (EventPattern === undefined && ScheduleExpression === undefined)
    throw invalid('Parameter(s) EventPattern or ScheduleExpression must be specified.');
  if (EventPattern !== undefined) compilePattern(EventPattern);
  if (ScheduleExpression !== undefined) readSchedule(ScheduleExpression);
  const known = rulesOf(context).get(name);
  const rule: Rule = {
    name,
    ...(EventPattern === undefined ? {} : { eventPattern: EventPattern }),
    ...(ScheduleExpression === undefined ? {} : { scheduleExpression: ScheduleExpression }),
    state: checkState(input.State),
    ...(input.Description === undefined ? {} : { description: input.Description }),
    ...(input.RoleArn === undefined ? {} : { roleArn: input.RoleArn }),
    createdBy: known?.createdBy ?? context.account,
    tags: known?.tags ?? tagsOf(input),
    targets: known?.targets ?? [],
  };
  rulesOf(context).put(
    name,
    isOnTime(rule, known) ? { ...rule, due: known.due } : firstDue(rule, context),
  );
  keepTime(context);
  return { RuleArn: ruleArn(name, context) };
}

/** A change of anything else does not move the times of a schedule. */
function isOnTime(rule: Rule, known: Rule | undefined): known is Rule & { due: string } {
  const isSame = known?.scheduleExpression === rule.scheduleExpression;
  return isSame && known?.due !== undefined && rule.state === 'ENABLED';
}

function checkState(state: PutRuleRequest['State']): Rule['state'] {
  if (state === undefined || state === 'ENABLED' || state === 'DISABLED') return state ?? 'ENABLED';
  throw notImplemented('events', `PutRule with State ${state}`);
}

const tagsOf = ({ Tags = [] }: PutRuleRequest) =>
  Object.fromEntries(Tags.map(({ Key = '', Value = '' }) => [Key, Value]));

export function DescribeRule(input: DescribeRuleRequest, context: Context): DescribeRuleResponse {
  checkBus(input.EventBusName);
  const rule = ruleNamed(input.Name, context);
  return { ...summaryOf(rule, context), CreatedBy: rule.createdBy };
}

function summaryOf(rule: Rule, context: Context) {
  return {
    Name: rule.name,
    Arn: ruleArn(rule.name, context),
    State: rule.state,
    EventBusName: 'default',
    ...(rule.eventPattern === undefined ? {} : { EventPattern: rule.eventPattern }),
    ...(rule.scheduleExpression === undefined
      ? {}
      : { ScheduleExpression: rule.scheduleExpression }),
    ...(rule.description === undefined ? {} : { Description: rule.description }),
    ...(rule.roleArn === undefined ? {} : { RoleArn: rule.roleArn }),
  };
}

export function ListRules(input: ListRulesRequest, context: Context): ListRulesResponse {
  checkBus(input.EventBusName);
  const rules = rulesOf(context)
    .list()
    .filter(({ name }) => name.startsWith(input.NamePrefix ?? ''))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const size = pageSize(input.Limit, { usual: 100, most: 100 }, invalidPageSize);
  const { items, next } = pageOf(rules, input.NextToken, size, pageTokens);
  return { Rules: items.map((rule) => summaryOf(rule, context)), NextToken: next };
}

export function EnableRule(input: EnableRuleRequest, context: Context): void {
  setState(input, 'ENABLED', context);
}

export function DisableRule(input: DisableRuleRequest, context: Context): void {
  setState(input, 'DISABLED', context);
}

function setState(
  input: { Name: string | undefined; EventBusName?: string | undefined },
  state: Rule['state'],
  context: Context,
): void {
  checkBus(input.EventBusName);
  const rule = ruleNamed(input.Name, context);
  if (rule.state === state) return;
  rulesOf(context).put(rule.name, firstDue({ ...rule, state }, context));
  keepTime(context);
}

export function DeleteRule(input: DeleteRuleRequest, context: Context): void {
  checkBus(input.EventBusName);
  const rule = rulesOf(context).get(checkRuleName(input.Name));
  if (!rule) return;
  if (rule.targets.length > 0) throw invalid("Rule can't be deleted since it has targets.");
  rulesOf(context).delete(rule.name);
  keepTime(context);
}

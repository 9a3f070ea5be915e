import type { PutRuleRequest, PutTargetsRequest } from '@aws-sdk/client-eventbridge';
import type { Context, ResourceRequest, ResourceState, ResourceType } from '../../base/context';
import { inOrderOf, tagList } from '../../base/list-order';
import { asRequest } from '../../protocol/request';
import { checkTarget } from './model/checks';
import { ruleArn, rulesOf } from './model/records';
import { DeleteRule, PutRule } from './operations/rules';
import { PutTargets, RemoveTargets } from './operations/targets';

function putRule(name: string, { properties }: ResourceRequest, context: Context): ResourceState {
  const { EventPattern, Targets, ...rest } = properties;
  const given = { Rule: name, Targets: Targets ?? [] };
  const { Targets: targets = [] } = asRequest<PutTargetsRequest>('events', 'PutTargets', given);
  for (const target of targets) checkTarget(target);
  const request = { ...rest, ...patternOf(EventPattern), Name: name };
  PutRule(asRequest<PutRuleRequest>('events', 'PutRule', request), context);
  const kept = new Set(targets.map(({ Id }) => Id));
  const gone = (rulesOf(context).get(name)?.targets ?? []).filter(({ Id }) => !kept.has(Id));
  if (gone.length > 0) RemoveTargets({ Rule: name, Ids: gone.map(({ Id }) => Id ?? '') }, context);
  if (targets.length > 0) PutTargets({ Rule: name, Targets: targets }, context);
  return { physicalId: name, attributes: { Arn: ruleArn(name, context) } };
}

/** A template holds the pattern as an object, the API as text. */
const patternOf = (pattern: unknown) =>
  pattern === undefined
    ? {}
    : { EventPattern: typeof pattern === 'string' ? pattern : JSON.stringify(pattern) };

const rule: ResourceType = {
  properties: [
    'Name',
    'EventPattern',
    'ScheduleExpression',
    'State',
    'Targets',
    'Description',
    'EventBusName',
  ],
  recorded: ['RoleArn', 'Tags'],
  replacement: ['Name'],
  writeOnly: ['EventBusName'],
  scalars: {
    numbers: ['MaximumRetryAttempts', 'MaximumEventAgeInSeconds'],
    json: ['EventPattern'],
  },
  create: (request, context) =>
    putRule(String(request.properties.Name ?? request.physicalName(64)), request, context),
  update: (name, request, _previous, context) => putRule(name, request, context),
  read(name, { Targets, Tags }, context) {
    const known = rulesOf(context).get(name);
    return (
      known && {
        Name: name,
        EventPattern: known.eventPattern,
        ScheduleExpression: known.scheduleExpression,
        State: known.state,
        Description: known.description,
        RoleArn: known.roleArn,
        Targets: inOrderOf(Targets, known.targets, ({ Id }) => Id),
        Tags: tagList(Tags, known.tags),
      }
    );
  },
  delete(name, _properties, context) {
    const known = rulesOf(context).get(name);
    if (!known) return;
    const ids = known.targets.map(({ Id }) => Id ?? '');
    if (ids.length > 0) RemoveTargets({ Rule: name, Ids: ids }, context);
    DeleteRule({ Name: name }, context);
  },
};

export const resources: Readonly<Record<string, ResourceType>> = { 'AWS::Events::Rule': rule };

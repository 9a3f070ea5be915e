import type { Stack } from 'aws-cdk-lib';
import type { CfnProject } from 'aws-cdk-lib/aws-codebuild';
import { CfnRule } from 'aws-cdk-lib/aws-events';
import type { CfnRole } from 'aws-cdk-lib/aws-iam';
import { guardNamesOf, guardTasks, guardVariables } from '../../lib/guard-names';
import type { StackSettings } from '../settings/settings';
import { conditioned } from '../settings/yes-or-no';
import type { WatchedParts } from './place';
import { startOfGuard } from './record-rule';

/** What the names of tags begin with that ask, and of those that say something. */
const tags = { ask: 'gitenv/ask/', say: 'gitenv/say/' };

/**
 * Starts the guard when somebody pushes a tag that asks for a proof, of which nothing is handed over, or one that says something, of which
 * its name and who pushed it are.
 */
export function addTagRules(
  stack: Stack,
  settings: StackSettings,
  { repositoryArn }: WatchedParts,
  { project, starts }: { project: CfnProject; starts: CfnRole },
): void {
  const { askRule, sayRule } = guardNamesOf(settings.application);
  const add = (id: string, name: string, detail: object, start: object) =>
    new CfnRule(stack, id, {
      name,
      state: 'ENABLED',
      eventPattern: {
        source: ['aws.codecommit'],
        resources: [repositoryArn],
        detail: { event: ['referenceCreated'], referenceType: ['tag'], ...detail },
      },
      targets: [{ id: 'guard', arn: project.attrArn, roleArn: starts.attrArn, ...start }],
    });
  const ask = add(
    'AskRule',
    askRule,
    { referenceName: [{ prefix: tags.ask }] },
    { input: startOfGuard(stack, guardTasks.ask) },
  );
  const say = add(
    'SayRule',
    sayRule,
    {
      referenceName: [{ prefix: tags.say }],
      // EventBridge puts texts into JSON as they are.
      referenceFullName: [{ 'anything-but': { wildcard: '*"*' } }],
      callerUserArn: [{ 'anything-but': { wildcard: '*"*' } }],
    },
    {
      inputTransformer: {
        inputPathsMap: { tag: '$.detail.referenceFullName', caller: '$.detail.callerUserArn' },
        inputTemplate: startOfGuard(stack, guardTasks.say, {
          [guardVariables.said]: '<tag>',
          [guardVariables.saidBy]: '<caller>',
        }),
      },
    },
  );
  for (const resource of [ask, say]) conditioned(resource, settings.guard.isThere);
}

import type { Stack } from 'aws-cdk-lib';
import type { CfnProject } from 'aws-cdk-lib/aws-codebuild';
import { CfnRule } from 'aws-cdk-lib/aws-events';
import type { CfnRole } from 'aws-cdk-lib/aws-iam';
import { guardNamesOf, guardTasks, guardVariables } from '../../lib/guard-names';
import type { MadeGuardSettings } from '../settings/settings';
import type { WatchedParts } from './place';
import { startOfGuard } from './record-rule';

/** EventBridge puts texts into JSON as they are. */
const withoutQuotes = [{ 'anything-but': { wildcard: '*"*' } }];

/**
 * Starts the guard when somebody pushes a tag that asks for a proof, or one that says something. Its name and who pushed it are handed
 * over, and nothing else.
 */
export function addTagRule(
  stack: Stack,
  settings: MadeGuardSettings,
  { repositoryArn }: WatchedParts,
  { project, starts }: { project: CfnProject; starts: CfnRole },
): void {
  new CfnRule(stack, 'TagRule', {
    name: guardNamesOf(settings.application).tagRule,
    state: 'ENABLED',
    eventPattern: {
      source: ['aws.codecommit'],
      resources: [repositoryArn],
      detail: {
        event: ['referenceCreated'],
        referenceType: ['tag'],
        referenceName: [{ prefix: 'gitenv/ask/' }, { prefix: 'gitenv/say/' }],
        referenceFullName: withoutQuotes,
        callerUserArn: withoutQuotes,
      },
    },
    targets: [
      {
        id: 'guard',
        arn: project.attrArn,
        roleArn: starts.attrArn,
        inputTransformer: {
          inputPathsMap: { tag: '$.detail.referenceFullName', caller: '$.detail.callerUserArn' },
          inputTemplate: startOfGuard(stack, guardTasks.tag, {
            [guardVariables.said]: '<tag>',
            [guardVariables.saidBy]: '<caller>',
          }),
        },
      },
    ],
  });
}

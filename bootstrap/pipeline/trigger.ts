import type { Stack } from 'aws-cdk-lib';
import type { CfnPipeline } from 'aws-cdk-lib/aws-codepipeline';
import { CfnRule } from 'aws-cdk-lib/aws-events';
import { namesOf, pushedByVariable, stages } from '../../lib/contract';
import { addServiceRole } from '../roles/service-role';
import type { StackSettings } from '../settings/settings';
import { pipelineArn } from './pipeline';
import type { Source } from './source';

/** What EventBridge hands the pipeline: the pushed commit, however far the branch has moved meanwhile. */
const pinnedCommit = `"sourceRevisions":[{"actionName":"${stages.source}","revisionType":"COMMIT_ID","revisionValue":<commit>}]`;

/**
 * Starts the pipeline when the branch moves. There are two rules because a variable's value may not be empty:
 * an event that does not say who pushed has to start the pipeline without the variable.
 */
export function addTrigger(
  stack: Stack,
  settings: StackSettings,
  source: Source,
  pipeline: CfnPipeline,
): void {
  const names = namesOf(settings.application);
  const ruleArn = (name: string) =>
    stack.formatArn({ service: 'events', resource: 'rule', resourceName: name });
  const role = addServiceRole(stack, 'TriggerRole', settings, {
    description: 'Starts the pipeline when the branch moves',
    service: 'events',
    sourceArns: [ruleArn(names.pushRule), ruleArn(names.unnamedPushRule)],
    statements: [
      {
        actions: ['codepipeline:StartPipelineExecution'],
        resources: [pipelineArn(stack, pipeline.ref)],
      },
    ],
  });
  const add = (id: string, name: string, callerKnown: boolean, transformer: Transformer) =>
    new CfnRule(stack, id, {
      name,
      description: `Releases what is pushed to ${settings.branch}`,
      state: 'ENABLED',
      eventPattern: pattern(settings, source, callerKnown),
      targets: [
        {
          id: 'pipeline',
          arn: pipelineArn(stack, pipeline.ref),
          roleArn: role.attrArn,
          inputTransformer: transformer,
          // A start that comes late would put an old commit over a newer one, so it is soon given up.
          retryPolicy: { maximumEventAgeInSeconds: 300, maximumRetryAttempts: 8 },
        },
      ],
    });
  add('PushRule', names.pushRule, true, {
    inputPathsMap: { commit: '$.detail.commitId', caller: '$.detail.callerUserArn' },
    inputTemplate: `{${pinnedCommit},"variables":[{"name":"${pushedByVariable}","value":<caller>}]}`,
  });
  add('UnnamedPushRule', names.unnamedPushRule, false, {
    inputPathsMap: { commit: '$.detail.commitId' },
    inputTemplate: `{${pinnedCommit}}`,
  });
}

type Transformer = CfnRule.InputTransformerProperty;

function pattern(settings: StackSettings, source: Source, callerKnown: boolean) {
  return {
    source: ['aws.codecommit'],
    'detail-type': ['CodeCommit Repository State Change'],
    resources: [source.arn],
    detail: {
      event: ['referenceCreated', 'referenceUpdated'],
      referenceType: ['branch'],
      referenceName: [settings.branch],
      callerUserArn: [{ exists: callerKnown }],
    },
  };
}

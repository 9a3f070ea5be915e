import type { Stack } from 'aws-cdk-lib';
import type { CfnProject } from 'aws-cdk-lib/aws-codebuild';
import { CfnRule } from 'aws-cdk-lib/aws-events';
import type { CfnRole } from 'aws-cdk-lib/aws-iam';
import { type GuardTask, guardNamesOf, guardTasks, guardVariables } from '../../lib/guard-names';
import { addServiceRole } from '../roles/service-role';
import type { MadeGuardSettings } from '../settings/settings';
import { guardBuildspec, type WatchedParts } from './place';

/** The ends of an execution, as EventBridge spells them. Each end of one that was tried again is told anew. */
const ends = ['SUCCEEDED', 'FAILED', 'STOPPED', 'SUPERSEDED', 'CANCELED'];

/**
 * Starts the guard whenever a release has ended. Nothing of the event is handed over: it may come late, twice or never, so the guard
 * reads CodePipeline. EventBridge tries for a day, which is its default.
 */
export function addRecordRule(
  stack: Stack,
  settings: MadeGuardSettings,
  { pipeline }: WatchedParts,
  project: CfnProject,
): CfnRole {
  const { recordRule, tagRule } = guardNamesOf(settings.application);
  const ruleArn = (resourceName: string) =>
    stack.formatArn({ service: 'events', resource: 'rule', resourceName });
  const role = addServiceRole(stack, 'RecordRole', settings, {
    description: 'Starts the guard',
    service: 'events',
    sourceArns: [recordRule, tagRule].map(ruleArn),
    statements: [{ actions: ['codebuild:StartBuild'], resources: [project.attrArn] }],
  });
  new CfnRule(stack, 'RecordRule', {
    name: recordRule,
    state: 'ENABLED',
    eventPattern: {
      source: ['aws.codepipeline'],
      'detail-type': ['CodePipeline Pipeline Execution State Change'],
      detail: { pipeline: [pipeline], state: ends },
    },
    targets: [
      {
        id: 'guard',
        arn: project.attrArn,
        roleArn: role.attrArn,
        input: startOfGuard(stack, guardTasks.record),
      },
    ],
  });
  return role;
}

/** Parameters of StartBuild. @param more variables beside the task */
export function startOfGuard(
  stack: Stack,
  task: GuardTask,
  more: Readonly<Record<string, string>> = {},
): string {
  return stack.toJsonString({
    sourceTypeOverride: 'NO_SOURCE',
    artifactsOverride: { type: 'NO_ARTIFACTS' },
    buildspecOverride: guardBuildspec,
    environmentVariablesOverride: Object.entries({ [guardVariables.task]: task, ...more }).map(
      ([name, value]) => ({ name, value }),
    ),
  });
}

import type { Stack } from 'aws-cdk-lib';
import { CfnRule } from 'aws-cdk-lib/aws-events';
import { driftspecFile, namesOf, purposeVariable } from '../../lib/contract';
import { addServiceRole } from '../roles/service-role';
import type { StackSettings } from '../settings/settings';
import { conditioned } from '../settings/yes-or-no';
import type { Projects } from './projects';
import type { Source } from './source';

/**
 * Has the environment compare itself with what runs in it, with the rights of its builds: the branch may be at a commit that
 * nobody has approved, and what that brings may change nothing.
 */
export function addDriftSchedule(
  stack: Stack,
  settings: StackSettings,
  source: Source,
  { build }: Projects,
): void {
  const { driftSchedule } = settings;
  if (!driftSchedule) return;
  const { driftRule } = namesOf(settings.application);
  const role = addServiceRole(stack, 'DriftRole', settings, {
    description: 'Starts the comparison of the environment with what runs in it',
    service: 'events',
    sourceArns: [stack.formatArn({ service: 'events', resource: 'rule', resourceName: driftRule })],
    statements: [{ actions: ['codebuild:StartBuild'], resources: [build.attrArn] }],
  });
  const rule = new CfnRule(stack, 'DriftRule', {
    name: driftRule,
    description: `Compares ${settings.environment} with the commit that runs in it`,
    scheduleExpression: driftSchedule.expression,
    state: 'ENABLED',
    targets: [
      {
        id: 'build',
        arn: build.attrArn,
        roleArn: role.attrArn,
        input: comparison(stack, settings, source),
      },
    ],
  });
  for (const resource of [role, rule]) conditioned(resource, driftSchedule.isSet);
}

/** Parameters of StartBuild: the project and role of builds, and another buildspec, of the branch as it is then. */
function comparison(stack: Stack, { branch }: StackSettings, { cloneUrl }: Source): string {
  return stack.toJsonString({
    sourceTypeOverride: 'CODECOMMIT',
    sourceLocationOverride: cloneUrl,
    sourceVersion: `refs/heads/${branch}`,
    artifactsOverride: { type: 'NO_ARTIFACTS' },
    buildspecOverride: driftspecFile,
    environmentVariablesOverride: [{ name: purposeVariable, value: 'drift', type: 'PLAINTEXT' }],
  });
}

import { type Stack, Validations } from 'aws-cdk-lib';
import { CfnProject } from 'aws-cdk-lib/aws-codebuild';
import type { CfnRole } from 'aws-cdk-lib/aws-iam';
import type { CfnKey } from 'aws-cdk-lib/aws-kms';
import { CfnLogGroup } from 'aws-cdk-lib/aws-logs';
import { buildVariables } from '../../lib/contract';
import { guardNamesOf, guardRole, guardVariables } from '../../lib/guard-names';
import { acknowledgeObjects, acknowledgeWildcards, addServiceRole } from '../roles/service-role';
import { defaults, type MadeGuardSettings } from '../settings/settings';
import { gateStatements } from './gate-statements';
import { addKey } from './key';
import { guardBuildspec, type WatchedParts } from './place';
import { addTagRule } from './proof-rule';
import { addRecordRule } from './record-rule';
import { guardStart } from './start';
import { recordStatements } from './statements';

interface MadeGuard {
  readonly project: CfnProject;
  readonly role: CfnRole;
  readonly key: CfnKey;
}

/** The account's own program: one project, one role, one key. */
export function addGuard(
  stack: Stack,
  settings: MadeGuardSettings,
  place: WatchedParts,
): MadeGuard {
  const names = guardNamesOf(settings.application);
  const key = addKey(stack, settings);
  const log = new CfnLogGroup(stack, 'GuardLog', {
    logGroupName: names.logGroup,
    ...(settings.logRetentionDays && { retentionInDays: settings.logRetentionDays }),
  });
  const statements = [
    { actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [log.attrArn] },
    ...recordStatements(stack, settings, place, key),
    ...gateStatements(stack, settings.application, place),
  ];
  const role = addServiceRole(stack, 'GuardRole', settings, {
    name: guardRole(settings.application, stack.region),
    description: 'Records what was released, and signs it',
    service: 'codebuild',
    sourceArns: [
      stack.formatArn({ service: 'codebuild', resource: 'project', resourceName: names.project }),
    ],
    statements,
  });
  acknowledgeObjects(role, place.bucketArn);
  acknowledgeWildcards(role, statements);
  const project = addProject(stack, settings, { place, role, log });
  const starts = addRecordRule(stack, settings, place, project);
  addTagRule(stack, settings, place, { project, starts });
  return { project, role, key };
}

function addProject(
  stack: Stack,
  settings: MadeGuardSettings,
  { place, role, log }: { place: WatchedParts; role: CfnRole; log: CfnLogGroup },
): CfnProject {
  const { mode, program, rules } = settings.program;
  const values = {
    [buildVariables.environment]: settings.environment,
    [buildVariables.application]: settings.application,
    [buildVariables.bucket]: place.bucketName,
    [guardVariables.branch]: settings.branch,
    [guardVariables.mode]: mode,
    [guardVariables.program]: program,
    [guardVariables.start]: guardStart,
    [guardVariables.rules]: rules,
  };
  const project = new CfnProject(stack, 'Guard', {
    name: guardNamesOf(settings.application).project,
    serviceRole: role.attrArn,
    // What rules start has no source; what the pipeline starts must have one.
    source: { type: 'CODEPIPELINE', buildSpec: guardBuildspec },
    artifacts: { type: 'CODEPIPELINE' },
    environment: {
      type: 'LINUX_CONTAINER',
      // Never one of the team's: whoever makes the image could sign.
      image: defaults.buildImage,
      computeType: defaults.computeType,
      environmentVariables: Object.entries(values).map(([name, value]) => ({ name, value })),
    },
    timeoutInMinutes: 30,
    logsConfig: { cloudWatchLogs: { status: 'ENABLED', groupName: log.ref } },
  });
  Validations.of(project).acknowledge({
    id: 'AwsSolutions-CB4',
    reason: 'It makes no artifacts; what it records is signed, and public within the account.',
  });
  return project;
}

import { Aws, Fn, type IResolvable, type Stack, Validations } from 'aws-cdk-lib';
import { CfnProject, type CfnProjectProps } from 'aws-cdk-lib/aws-codebuild';
import type { CfnRole } from 'aws-cdk-lib/aws-iam';
import { CfnLogGroup } from 'aws-cdk-lib/aws-logs';
import type { CfnBucket } from 'aws-cdk-lib/aws-s3';
import { buildspecFiles, buildVariables, namesOf } from '../../lib/contract';
import { apartStatements } from '../roles/apart-statements';
import { buildWrites, deployWrites, withoutCache } from '../roles/bucket-statements';
import { imageStatements } from '../roles/image-statements';
import {
  driftStatements,
  planStatements,
  pullStatements,
  settleStatements,
} from '../roles/project-statements';
import {
  acknowledgeObjects,
  acknowledgeWildcards,
  addServiceRole,
  type Statement,
} from '../roles/service-role';
import { sharedReads, sharedVariables, sharedWrites } from '../roles/shared-bucket';
import { inTemplate } from '../settings/in-template';
import type { EachStage, StackSettings } from '../settings/settings';
import type { YesOrNo } from '../settings/yes-or-no';
import { cacheOf } from './project-cache';
import type { Source } from './source';

export interface Projects {
  readonly build: CfnProject;
  readonly deploy: CfnProject;
  readonly buildRole: CfnRole;
  readonly deployRole: CfnRole;
  readonly logs: readonly CfnLogGroup[];
}

/** What the two projects differ in. */
interface Work {
  readonly stage: keyof EachStage<unknown>;
  /** Logical id of the project, and what those of its role and log group begin with. */
  readonly id: string;
  readonly name: string;
  readonly logGroup: string;
  readonly buildspec: string;
  readonly description: string;
  readonly statements: readonly Statement[];
  readonly managedPolicies?: string[];
  readonly privileged?: YesOrNo;
  readonly cache?: CfnProject.ProjectCacheProperty | IResolvable | undefined;
}

/** One project that builds and cannot deploy, one that deploys with the team's policies. Neither may push commits. */
export function addProjects(
  stack: Stack,
  settings: StackSettings,
  source: Source,
  bucket: CfnBucket,
): Projects {
  const names = namesOf(settings.application);
  const [build, buildRole, buildLog] = addProject(stack, settings, bucket, {
    stage: 'build',
    id: 'Build',
    name: names.buildProject,
    logGroup: names.buildLogGroup,
    buildspec: buildspecFiles.build,
    description: 'Tests and builds one commit; may change nothing',
    managedPolicies: settings.buildPolicies,
    cache: cacheOf(settings, bucket),
    statements: [
      ...buildWrites(bucket, settings),
      ...planStatements(stack, settings),
      ...driftStatements(stack, settings),
      ...pullStatements(settings, source.arn),
      ...sharedReads(stack, settings),
      ...sharedWrites(stack, settings),
      ...imageStatements(stack, settings),
    ],
    privileged: settings.privileged,
  });
  const [deploy, deployRole, deployLog] = addProject(stack, settings, bucket, {
    stage: 'deploy',
    id: 'Deploy',
    name: names.deployProject,
    logGroup: names.deployLogGroup,
    buildspec: buildspecFiles.deploy,
    description: 'Deploys what the build of one commit produced',
    statements: [
      ...withoutCache(bucket),
      ...settleStatements(stack, settings, bucket),
      ...deployWrites(bucket),
      ...sharedReads(stack, settings),
    ],
    managedPolicies: settings.deployPolicies,
  });
  return { build, deploy, buildRole, deployRole, logs: [buildLog, deployLog] };
}

function addProject(
  stack: Stack,
  settings: StackSettings,
  bucket: CfnBucket,
  work: Work,
): [CfnProject, CfnRole, CfnLogGroup] {
  const log = new CfnLogGroup(stack, `${work.id}Log`, {
    logGroupName: work.logGroup,
    ...(settings.logRetentionDays && { retentionInDays: settings.logRetentionDays }),
  });
  const role = addServiceRole(stack, `${work.id}Role`, settings, {
    description: work.description,
    service: 'codebuild',
    sourceArns: [
      stack.formatArn({ service: 'codebuild', resource: 'project', resourceName: work.name }),
    ],
    statements: [
      { actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [log.attrArn] },
      {
        // Without the right to list it, S3 answers AccessDenied for an object that is not there.
        actions: ['s3:ListBucket'],
        resources: [bucket.attrArn],
      },
      { actions: ['s3:GetObject', 's3:GetObjectVersion'], resources: [`${bucket.attrArn}/*`] },
      ...work.statements,
      ...apartStatements(settings),
    ],
    ...(work.managedPolicies && { managedPolicies: work.managedPolicies }),
  });
  acknowledgeObjects(role, bucket.attrArn);
  acknowledgeWildcards(role, work.statements);
  const project = new CfnProject(stack, work.id, {
    name: work.name,
    description: work.description,
    serviceRole: role.attrArn,
    source: { type: 'CODEPIPELINE', buildSpec: work.buildspec },
    artifacts: { type: 'CODEPIPELINE' },
    environment: {
      type: 'LINUX_CONTAINER',
      image: settings.image,
      computeType: settings.computeTypes[work.stage],
      ...privileges(work.privileged),
      environmentVariables: variables(settings, bucket),
    },
    ...(work.cache && { cache: work.cache }),
    ...networkOf(settings),
    timeoutInMinutes: settings.timeoutMinutes[work.stage],
    logsConfig: { cloudWatchLogs: { status: 'ENABLED', groupName: log.ref } },
  });
  acknowledgeProject(project);
  return [project, role, log];
}

/** Where the network interface of a build is; it has none unless the team says so. */
export function networkOf({ network }: StackSettings): Pick<CfnProjectProps, 'vpcConfig'> {
  if (!network) return {};
  const { vpc, subnets, securityGroups, isSet } = network;
  const vpcConfig = { vpcId: vpc, subnets, securityGroupIds: securityGroups };
  if (!isSet) return { vpcConfig };
  return { vpcConfig: Fn.conditionIf(isSet.logicalId, inTemplate(vpcConfig), Aws.NO_VALUE) };
}

/** Docker runs only in a build that is root of its machine, which is thrown away after it. */
function privileges(
  privileged: YesOrNo = false,
): Pick<CfnProject.EnvironmentProperty, 'privilegedMode'> {
  if (privileged === false) return {};
  return {
    privilegedMode: privileged === true || Fn.conditionIf(privileged.logicalId, true, Aws.NO_VALUE),
  };
}

export function acknowledgeProject(project: CfnProject): void {
  Validations.of(project).acknowledge({
    id: 'AwsSolutions-CB3',
    reason: 'Only where the team says that its builds make images: Docker runs in no other build.',
  });
  Validations.of(project).acknowledge({
    id: 'AwsSolutions-CB4',
    reason:
      'Artifacts are encrypted at rest without a key of our own, which would cost a dollar a month in an idle environment.',
  });
}

/** What is the same in every build and deploy of an environment. */
function variables(
  settings: StackSettings,
  bucket: CfnBucket,
): (CfnProject.EnvironmentVariableProperty | IResolvable)[] {
  const values = {
    [buildVariables.environment]: settings.environment,
    [buildVariables.application]: settings.application,
    [buildVariables.bucket]: bucket.ref,
  };
  return [
    ...Object.entries(values).map(([name, value]) => ({ name, value })),
    ...sharedVariables(settings),
  ];
}

import { Aws, Fn, type IResolvable, type Stack } from 'aws-cdk-lib';
import { CfnPipeline, type CfnPipelineProps } from 'aws-cdk-lib/aws-codepipeline';
import type { CfnRole } from 'aws-cdk-lib/aws-iam';
import type { CfnBucket } from 'aws-cdk-lib/aws-s3';
import { actions } from '../../lib/action-names';
import {
  artifacts,
  buildNamespace,
  buildVariables,
  freezeRule,
  holdReason,
  namesOf,
  pushedByUnknown,
  pushedByVariable,
  sourceNamespace,
  stages,
} from '../../lib/contract';
import { gateAction, orderBehindGate, startsGate } from '../guard/gate';
import { acknowledgeObjects, addServiceRole } from '../roles/service-role';
import { inTemplate } from '../settings/in-template';
import type { StackSettings } from '../settings/settings';
import { approveStage } from './approve-stage';
import type { Projects } from './projects';
import type { Source } from './source';
import { type Verification, whereThere } from './verify';

export interface Parts {
  readonly source: Source;
  readonly bucket: CfnBucket;
  readonly projects: Projects;
  readonly verification: Verification | undefined;
}

const commit = `#{${sourceNamespace}.CommitId}`;

export function addPipeline(stack: Stack, settings: StackSettings, parts: Parts): CfnPipeline {
  return new CfnPipeline(stack, 'Pipeline', {
    name: namesOf(settings.application).pipeline,
    pipelineType: 'V2',
    executionMode: settings.executionMode,
    roleArn: addPipelineRole(stack, settings, parts).attrArn,
    artifactStore: { type: 'S3', location: parts.bucket.ref },
    variables: [
      {
        name: pushedByVariable,
        defaultValue: pushedByUnknown,
        description: 'ARN of who pushed the commit',
      },
    ],
    stages: [
      sourceStage(settings, parts.source),
      buildStage(stack, parts),
      ...approveStage(settings),
      deployStage(stack, settings, parts),
    ],
    ...holdOf(settings),
  });
}

/** AWS disables the transition with the creation of the pipeline, long before its first run has been built. */
function holdOf({
  holdDeploy,
}: StackSettings): Pick<CfnPipelineProps, 'disableInboundStageTransitions'> {
  const held = [{ stageName: stages.deploy, reason: holdReason }];
  if (typeof holdDeploy === 'boolean')
    return holdDeploy ? { disableInboundStageTransitions: held } : {};
  return {
    disableInboundStageTransitions: Fn.conditionIf(
      holdDeploy.logicalId,
      held.map(inTemplate),
      Aws.NO_VALUE,
    ),
  };
}

function sourceStage(
  settings: StackSettings,
  source: Source,
): CfnPipeline.StageDeclarationProperty {
  return {
    name: stages.source,
    actions: [
      {
        name: stages.source,
        namespace: sourceNamespace,
        actionTypeId: { category: 'Source', owner: 'AWS', provider: 'CodeCommit', version: '1' },
        configuration: {
          RepositoryName: source.name,
          BranchName: settings.branch,
          // Left out means "true", and then every push would be released twice.
          PollForSourceChanges: 'false',
          OutputArtifactFormat: 'CODE_ZIP',
        },
        outputArtifacts: [{ name: artifacts.source }],
      },
    ],
  };
}

function buildStage(stack: Stack, { projects }: Parts): CfnPipeline.StageDeclarationProperty {
  return {
    name: stages.build,
    actions: [
      {
        ...codeBuildAction(stages.build),
        namespace: buildNamespace,
        configuration: {
          ProjectName: projects.build.ref,
          EnvironmentVariables: variables(stack),
        },
        inputArtifacts: [{ name: artifacts.source }],
        outputArtifacts: [{ name: artifacts.bundle }],
      },
    ],
  };
}

function deployStage(
  stack: Stack,
  settings: StackSettings,
  { projects, verification }: Parts,
): CfnPipeline.StageDeclarationProperty {
  return {
    name: stages.deploy,
    ...entryOf(settings),
    actions: [
      ...gateAction(stack, settings),
      {
        ...codeBuildAction(actions.deploy),
        ...orderBehindGate(settings),
        configuration: {
          ProjectName: projects.deploy.ref,
          EnvironmentVariables: variables(stack),
          PrimarySource: settings.deployFrom,
        },
        inputArtifacts: [{ name: artifacts.source }, { name: artifacts.bundle }],
      },
      ...verifyAction(stack, verification),
    ],
  };
}

/** After the deploy, in its stage, so that whatever repeats the stage looks again. */
function verifyAction(
  stack: Stack,
  verification: Verification | undefined,
): (CfnPipeline.ActionDeclarationProperty | IResolvable)[] {
  if (!verification) return [];
  const { project, isThere } = verification;
  const action = {
    ...codeBuildAction(actions.verify),
    runOrder: 3,
    configuration: { ProjectName: project.ref, EnvironmentVariables: variables(stack) },
    inputArtifacts: [{ name: artifacts.source }],
  };
  if (typeof isThere === 'boolean') return [action];
  return [Fn.conditionIf(isThere.logicalId, inTemplate(action), Aws.NO_VALUE)];
}

/** Outside its window a release waits before Deploy, as long as CodePipeline lets a rule wait. */
function entryOf({
  deployWindow,
}: StackSettings): Pick<CfnPipeline.StageDeclarationProperty, 'beforeEntry'> {
  if (!deployWindow) return {};
  const { cron, timeZone, isSet } = deployWindow;
  const rule = {
    name: freezeRule,
    ruleTypeId: { category: 'Rule', owner: 'AWS', provider: 'DeploymentWindow', version: '1' },
    configuration: { Cron: cron, TimeZone: timeZone },
  };
  const beforeEntry = { conditions: [{ result: 'FAIL', rules: [rule] }] };
  if (!isSet) return { beforeEntry };
  return { beforeEntry: Fn.conditionIf(isSet.logicalId, inTemplate(beforeEntry), Aws.NO_VALUE) };
}

function codeBuildAction(name: string) {
  return {
    name,
    actionTypeId: { category: 'Build', owner: 'AWS', provider: 'CodeBuild', version: '1' },
  };
}

/**
 * What differs from release to release; the rest is the projects' own. Never the commit's message: it is text that
 * others write, and would be spliced into JSON.
 */
function variables(stack: Stack): string {
  const values = {
    [buildVariables.commit]: commit,
    [buildVariables.executionId]: '#{codepipeline.PipelineExecutionId}',
  };
  return stack.toJsonString(Object.entries(values).map(([name, value]) => ({ name, value })));
}

function addPipelineRole(
  stack: Stack,
  settings: StackSettings,
  { source, bucket, projects, verification }: Parts,
): CfnRole {
  const role = addServiceRole(stack, 'PipelineRole', settings, {
    description: 'Takes commits from the repository and starts builds and deploys',
    service: 'codepipeline',
    sourceArns: [pipelineArn(stack, namesOf(settings.application).pipeline)],
    sourceMayBeUnsaid: true,
    statements: [
      {
        actions: [
          'codecommit:CancelUploadArchive',
          'codecommit:GetBranch',
          'codecommit:GetCommit',
          'codecommit:GetRepository',
          'codecommit:GetUploadArchiveStatus',
          'codecommit:UploadArchive',
        ],
        resources: [source.arn],
      },
      {
        actions: ['s3:GetBucketAcl', 's3:GetBucketLocation', 's3:GetBucketVersioning'],
        resources: [bucket.attrArn],
      },
      {
        actions: ['s3:GetObject', 's3:GetObjectVersion', 's3:PutObject'],
        resources: [`${bucket.attrArn}/*`],
      },
      {
        actions: ['codebuild:BatchGetBuilds', 'codebuild:StartBuild'],
        resources: [
          projects.build.attrArn,
          projects.deploy.attrArn,
          ...whereThere(verification, ({ project }) => project.attrArn),
        ],
      },
      ...startsGate(stack, settings),
    ],
  });
  acknowledgeObjects(role, bucket.attrArn);
  return role;
}

/** The one ARN that has no `pipeline/` in it. */
export function pipelineArn(stack: Stack, name: string): string {
  return stack.formatArn({ service: 'codepipeline', resource: name });
}

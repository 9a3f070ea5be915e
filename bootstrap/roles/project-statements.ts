import type { Stack } from 'aws-cdk-lib';
import type { CfnBucket } from 'aws-cdk-lib/aws-s3';
import { namesOf } from '../../lib/contract';
import { objectKeys } from '../../lib/object-keys';
import type { StackSettings } from '../settings/settings';
import type { Statement } from './service-role';

/** Builds may fetch the commit that they are of, and the commits of other repositories that this one uses. */
export function pullStatements({ sources }: StackSettings, repositoryArn: string): Statement[] {
  const actions = ['codecommit:GetCommit', 'codecommit:GetRepository', 'codecommit:GitPull'];
  const own = { actions, resources: [repositoryArn] };
  if (!sources) return [own];
  return [own, { actions, resources: sources.arns, condition: sources.condition }];
}

/**
 * What a build may do to plan a release: look at the application's own stacks and make change sets of them, which
 * change nothing until a deploy executes them, look at what its sites serve, ask the pipeline what it built and released, and
 * whether the build is over that holds a state's lock for its plan.
 */
export function planStatements(stack: Stack, settings: StackSettings): Statement[] {
  const actions = [
    'cloudformation:CreateChangeSet',
    'cloudformation:DeleteChangeSet',
    'cloudformation:DescribeChangeSet',
    'cloudformation:DescribeEvents',
    'cloudformation:DescribeStacks',
    'cloudformation:ListChangeSets',
  ];
  const { siteBuckets } = namesOf(settings.application);
  const sites = { service: 's3', region: '', account: '', resource: `${siteBuckets}*` };
  return [
    { actions, resources: ownStacks(stack, settings) },
    expandTransforms(stack),
    { actions: ['s3:GetObject', 's3:ListBucket'], resources: [stack.formatArn(sites)] },
    lookAtReleases(stack, settings),
    lookAtBuilds(stack, settings),
  ];
}

/**
 * What a build may do to compare the environment with the commit that runs in it. CloudFormation reads the resources themselves
 * with the same role's rights, which are the team's to grant (`--build-policy`).
 */
export function driftStatements(stack: Stack, settings: StackSettings): Statement[] {
  const actions = [
    'cloudformation:DescribeStackResourceDrifts',
    'cloudformation:DetectStackDrift',
    'cloudformation:DetectStackResourceDrift',
  ];
  const anywhere = [
    'cloudformation:BatchDescribeTypeConfigurations',
    'cloudformation:DescribeStackDriftDetectionStatus',
  ];
  return [
    { actions, resources: ownStacks(stack, settings) },
    { actions: anywhere, resources: ['*'] },
  ];
}

/**
 * What a deploy may do to settle what a release has left in the middle: end an update of the application's own stacks or go
 * on with its way back, begin anew what was never whole, and apply a plan that it made itself. It asks the pipeline what this
 * release is made of, and looks whether the build is over that holds a state's lock. What the stacks' resources need beside this is the team's to grant.
 */
export function settleStatements(
  stack: Stack,
  settings: StackSettings,
  bucket: CfnBucket,
): Statement[] {
  const actions = [
    'cloudformation:CancelUpdateStack',
    'cloudformation:ContinueUpdateRollback',
    'cloudformation:CreateChangeSet',
    'cloudformation:DeleteChangeSet',
    'cloudformation:DeleteStack',
    'cloudformation:DescribeChangeSet',
    'cloudformation:DescribeEvents',
    'cloudformation:DescribeStackEvents',
    'cloudformation:DescribeStackResources',
    'cloudformation:DescribeStacks',
    'cloudformation:ExecuteChangeSet',
  ];
  const { plans, templates, locks } = objectKeys;
  return [
    { actions, resources: ownStacks(stack, settings) },
    expandTransforms(stack),
    {
      actions: ['s3:PutObject'],
      resources: [plans, templates, locks].map((prefix) => `${bucket.attrArn}/${prefix}*`),
    },
    lookAtReleases(stack, settings),
    lookAtBuilds(stack, settings),
  ];
}

/**
 * A change set of a template with a macro, or with a transform such as that of SAM, asks for this beside the right on its stack.
 * Only the service's own examples say so, and no table of actions does: https://github.com/aws/serverless-application-model/issues/179
 */
function expandTransforms(stack: Stack): Statement {
  const transforms = { service: 'cloudformation', account: 'aws', resource: 'transform' };
  const resources = [stack.formatArn({ ...transforms, resourceName: '*' })];
  return { actions: ['cloudformation:CreateChangeSet'], resources };
}

function ownStacks(stack: Stack, { application }: StackSettings): string[] {
  return [application, `${application}-*`].map((name) =>
    stack.formatArn({ service: 'cloudformation', resource: 'stack', resourceName: `${name}/*` }),
  );
}

/** CodePipeline keeps of each execution which commit it was of and what its build put out. No build can write that. */
function lookAtReleases(stack: Stack, { application }: StackSettings): Statement {
  const { pipeline } = namesOf(application);
  return {
    actions: [
      'codepipeline:GetPipelineExecution',
      'codepipeline:ListActionExecutions',
      'codepipeline:ListPipelineExecutions',
    ],
    resources: [stack.formatArn({ service: 'codepipeline', resource: pipeline })],
  };
}

function lookAtBuilds(stack: Stack, { application }: StackSettings): Statement {
  const { buildProject, deployProject } = namesOf(application);
  return {
    actions: ['codebuild:BatchGetBuilds'],
    resources: [buildProject, deployProject].map((resourceName) =>
      stack.formatArn({ service: 'codebuild', resource: 'project', resourceName }),
    ),
  };
}

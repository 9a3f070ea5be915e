import { CfnOutput, Fn, type Stack } from 'aws-cdk-lib';
import type { CfnPipeline } from 'aws-cdk-lib/aws-codepipeline';
import type { CfnRole } from 'aws-cdk-lib/aws-iam';
import { contractVersion, namesOf, outputs } from '../lib/contract';
import { addArtifacts } from './buckets/artifacts';
import { addGuard } from './guard/guard';
import { addDriftSchedule } from './pipeline/drift-schedule';
import { addLockRole } from './pipeline/lock-role';
import { addPipeline, type Parts } from './pipeline/pipeline';
import { addProjects } from './pipeline/projects';
import { addPusher } from './pipeline/pusher';
import { addSource } from './pipeline/source';
import { addTrigger } from './pipeline/trigger';
import { addVerify, whereThere } from './pipeline/verify';
import { addProjectPolicy } from './roles/project-policy';
import type { StackSettings } from './settings/settings';

export interface EnvironmentParts extends Parts {
  readonly pipeline: CfnPipeline;
  readonly lockRole: CfnRole;
}

/** Everything an environment consists of, under the same logical ids whether a parameter or code decides. */
export function addEnvironment(stack: Stack, settings: StackSettings): EnvironmentParts {
  const source = addSource(stack, settings);
  const bucket = addArtifacts(stack, settings);
  const projects = addProjects(stack, settings, source, bucket);
  const verification = addVerify(stack, settings, bucket);
  const parts = { source, bucket, projects, verification };
  addProjectPolicy(stack, settings, bucket, {
    roles: [
      projects.buildRole.ref,
      projects.deployRole.ref,
      ...whereThere(verification, ({ role }) => role.ref),
    ],
    projects: [projects.build, projects.deploy, ...(verification ? [verification.project] : [])],
  });
  const pipeline = addPipeline(stack, settings, parts);
  addTrigger(stack, settings, source, pipeline);
  addDriftSchedule(stack, settings, source, projects);
  addPusher(stack, settings, source, parts);
  const lockRole = addLockRole(stack, settings, pipeline);
  const all = { ...parts, pipeline, lockRole };
  addOwnGuard(stack, settings, all);
  addOutputs(stack, settings, all);
  return all;
}

/** What `gitenv init` installs has its guard in a stack of its own. */
function addOwnGuard(
  stack: Stack,
  settings: StackSettings,
  { source, bucket, pipeline }: Parts & Pick<EnvironmentParts, 'pipeline'>,
): void {
  const { made: program } = settings.guard;
  if (!program) return;
  const watched = {
    bucketName: bucket.ref,
    bucketArn: bucket.attrArn,
    pipeline: pipeline.ref,
    repositoryArn: source.arn,
  };
  addGuard(stack, { ...settings, program }, watched);
}

function addOutputs(stack: Stack, settings: StackSettings, parts: EnvironmentParts): void {
  const values: Record<Exclude<keyof typeof outputs, 'apartFrom'>, string> = {
    contractVersion,
    repository: namesOf(settings.application).repository,
    pipeline: parts.pipeline.ref,
    branch: settings.branch,
    bucket: parts.bucket.ref,
    buildProject: parts.projects.build.ref,
    deployProject: parts.projects.deploy.ref,
    lockRole: parts.lockRole.ref,
  };
  for (const [key, value] of Object.entries(values))
    new CfnOutput(stack, outputs[key as keyof typeof values], { value });
  addApart(stack, settings);
}

/** By which others see that this application's roles leave theirs alone, whether a parameter says so or code. */
function addApart(stack: Stack, { apartFrom }: StackSettings): void {
  if (!apartFrom) return;
  const { arns, condition } = apartFrom;
  new CfnOutput(stack, outputs.apartFrom, {
    value: Fn.join(',', arns),
    ...(condition && { condition }),
  });
}

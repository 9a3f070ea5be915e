import type { Build, EnvironmentVariable, Project } from '@aws-sdk/client-codebuild';
import type { Context } from '../../../base/context';
import { queueOf } from '../engine/queue';
import { overridden, readVariables, startBuild } from '../engine/start';
import { invalid } from '../model/errors';
import { findProject } from '../model/project';
import type { PipelineJob } from '../model/records';
import { getBuild, idOf } from './builds';

/** What CodePipeline's CodeBuild action asks for. */
export interface StartPipelineBuildInput extends Omit<PipelineJob, 'sourceRevision'> {
  readonly projectName?: string;
  /** Instead of a project by name: one that exists for this build alone. */
  readonly project?: Project;
  readonly sourceRevision?: string;
  readonly environmentVariables?: EnvironmentVariable[];
  readonly buildspecOverride?: string;
  /** Minutes, and less than the 5 that StartBuild asks for if need be. */
  readonly timeoutInMinutes?: number;
}

/** Starts the build of a pipeline's action. */
export function StartPipelineBuild(
  input: StartPipelineBuildInput,
  context: Context,
): { build: Build } {
  const { pipeline, executionId, inputs, primarySource, outputs } = input;
  const known = input.project ?? findProject(input.projectName ?? '', context);
  if (known.source?.type !== 'CODEPIPELINE')
    throw invalid(`${known.name}: a pipeline needs source and artifacts of type CODEPIPELINE`);
  const { buildspecOverride, timeoutInMinutes } = input;
  const project = overridden(known, { projectName: known.name, buildspecOverride });
  const primary = inputs.find(({ name }) => name === primarySource);
  if (!primary) throw invalid(`${primarySource} is not an input of the action`);
  const build = startBuild(
    {
      project: { ...project, ...(timeoutInMinutes !== undefined && { timeoutInMinutes }) },
      sourceVersion: `arn:aws:s3:::${primary.bucket}/${primary.key}`,
      overrides: readVariables(input.environmentVariables),
      initiator: `codepipeline/${pipeline}`,
      pipeline: {
        pipeline,
        executionId,
        inputs,
        primarySource,
        outputs,
        sourceRevision: input.sourceRevision,
      },
    },
    context,
  );
  return { build };
}

/** Resolves with the build once it has ended. */
export async function WaitForBuild(
  { id }: { readonly id: string },
  context: Context,
): Promise<Build> {
  const build = getBuild(idOf(id), context);
  await queueOf(context).run(build.id ?? '')?.finished;
  return getBuild(build.id ?? '', context);
}

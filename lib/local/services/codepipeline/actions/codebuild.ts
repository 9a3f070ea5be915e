import type { Build } from '@aws-sdk/client-codebuild';
import { notImplemented } from '../../../base/service-error';
import { endOfBuild, externalsOf } from './build-outcome';
import type { ActionKind, Task } from './kind';

interface BuildVariable {
  readonly name: string;
  readonly value: string;
  readonly type: 'PLAINTEXT' | 'PARAMETER_STORE' | 'SECRETS_MANAGER';
}

const variableTypes = ['PLAINTEXT', 'PARAMETER_STORE', 'SECRETS_MANAGER'];

/** Runs one build of a CodeBuild project on the pipeline's artifacts. */
export const codeBuild: ActionKind = {
  inputs: [1, 5],
  outputs: [0, 5],
  required: ['ProjectName'],
  optional: [
    'PrimarySource',
    'EnvironmentVariables',
    'BatchEnabled',
    'CombineArtifacts',
    'BuildspecOverride',
  ],
  check({ configuration = {}, inputArtifacts = [] }) {
    const { BatchEnabled, CombineArtifacts, PrimarySource } = configuration;
    if (inputArtifacts.length > 1 && PrimarySource === undefined)
      return 'PrimarySource is required with more than one input artifact';
    if (BatchEnabled === 'true') throw notImplemented('codepipeline', 'BatchEnabled');
    if (CombineArtifacts === 'true') throw notImplemented('codepipeline', 'CombineArtifacts');
    return undefined;
  },
  async perform(task) {
    const { context, run } = task;
    const environmentVariables = readVariables(run.resolved.EnvironmentVariables);
    if (!environmentVariables) {
      const message = 'EnvironmentVariables is not a JSON list of {name, value, type}.';
      return { status: 'Failed', summary: message, error: { code: 'ConfigurationError', message } };
    }
    const { build } = await context.call<{ build: Build }>('codebuild', 'StartPipelineBuild', {
      projectName: run.resolved.ProjectName,
      pipeline: task.pipeline.name,
      executionId: task.execution.id,
      inputs: run.inputs,
      primarySource: run.resolved.PrimarySource ?? run.inputs[0]?.name,
      outputs: run.outputs,
      environmentVariables,
      sourceRevision: sourceRevision(task),
      ...(run.resolved.BuildspecOverride === undefined
        ? {}
        : { buildspecOverride: run.resolved.BuildspecOverride }),
    });
    task.report(externalsOf(context, build));
    return await endOfBuild(context, build.id);
  },
  resume: ({ context, run }) => endOfBuild(context, run.externalId),
};

/** The commit behind the primary input, where it comes straight from a source. */
function sourceRevision({ execution, run }: Task): string | undefined {
  const primary = run.resolved.PrimarySource ?? run.inputs[0]?.name;
  return execution.revisions.find(({ artifact }) => artifact === primary)?.id;
}

/** @returns undefined where the text is not the documented list */
function readVariables(json: string | undefined): readonly BuildVariable[] | undefined {
  if (json === undefined || json === '') return [];
  let parsed: unknown;
  try {
    parsed = JSON.parse(json);
  } catch {
    return undefined;
  }
  if (!Array.isArray(parsed)) return undefined;
  const variables = parsed.map((one: Partial<BuildVariable> | null) => ({
    name: one?.name ?? '',
    value: String(one?.value ?? ''),
    type: one?.type ?? 'PLAINTEXT',
  }));
  const good = variables.every(({ name, type }) => name !== '' && variableTypes.includes(type));
  return good ? variables : undefined;
}

import type { Build } from '@aws-sdk/client-codebuild';
import type { Outcome } from '../action-run';
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
  optional: ['PrimarySource', 'EnvironmentVariables', 'BatchEnabled', 'CombineArtifacts'],
  check({ configuration = {}, inputArtifacts = [] }) {
    const { BatchEnabled, CombineArtifacts, PrimarySource } = configuration;
    if (inputArtifacts.length > 1 && PrimarySource === undefined)
      return 'PrimarySource is required with more than one input artifact';
    if (BatchEnabled === 'true') return 'BatchEnabled is not implemented by this emulator';
    if (CombineArtifacts === 'true') return 'CombineArtifacts is not implemented by this emulator';
    return undefined;
  },
  async perform(task) {
    const { context, run } = task;
    const environmentVariables = readVariables(run.resolved.EnvironmentVariables);
    if (!environmentVariables)
      return failure(
        'ConfigurationError',
        'EnvironmentVariables is not a JSON list of {name, value, type}.',
      );
    const { build } = await context.call<{ build: Build }>('codebuild', 'StartPipelineBuild', {
      projectName: run.resolved.ProjectName,
      pipeline: task.pipeline.name,
      executionId: task.execution.id,
      inputs: run.inputs,
      primarySource: run.resolved.PrimarySource ?? run.inputs[0]?.name,
      outputs: run.outputs,
      environmentVariables,
      sourceRevision: sourceRevision(task),
    });
    task.report(externals(task, build));
    return await ending(task, build.id);
  },
  resume: (task) => ending(task, task.run.externalId),
};

async function ending(task: Task, id: string | undefined): Promise<Outcome> {
  return outcomeOf(task, await task.context.call<Build>('codebuild', 'WaitForBuild', { id }));
}

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

function outcomeOf(task: Task, build: Build): Outcome {
  const ended = externals(task, build);
  if (build.buildStatus !== 'SUCCEEDED')
    return { ...failure('JobFailed', failureText(build)), ...ended };
  const variables = (build.exportedEnvironmentVariables ?? []).map(
    ({ name = '', value = '' }) => [name, value] as const,
  );
  return { status: 'Succeeded', variables: Object.fromEntries(variables), ...ended };
}

function failureText({ buildStatus, phases = [] }: Build): string {
  const failed = phases.find(({ phaseStatus }) => phaseStatus && phaseStatus !== 'SUCCEEDED');
  const context = failed?.contexts?.[0];
  const where = failed
    ? ` Phase: ${failed.phaseType}, Code: ${context?.statusCode ?? failed.phaseStatus}, Message: ${context?.message ?? ''}`
    : '';
  return `Build terminated with state: ${buildStatus}.${where}`;
}

function externals({ context, run }: Task, build: Build) {
  const { region } = context;
  const project = encodeURIComponent(run.resolved.ProjectName ?? '');
  return {
    externalId: build.id ?? '',
    externalUrl: `https://${region}.console.aws.amazon.com/codesuite/codebuild/${context.account}/projects/${project}/build/${encodeURIComponent(build.id ?? '')}/?region=${region}`,
    ...logStream(build),
  };
}

function logStream({ logs }: Build): { logStreamArn?: string } {
  const arn = logs?.cloudWatchLogsArn;
  return arn === undefined ? {} : { logStreamArn: arn };
}

function failure(code: string, message: string): Outcome {
  return { status: 'Failed', error: { code, message }, summary: message };
}

import { notImplemented } from '../../../base/service-error';
import type { Action } from '../model/declaration';
import { resolve } from '../model/variables';
import { endOfBuild, externalsOf } from './build-outcome';
import type { ActionKind } from './kind';
import { startCommands } from './start-commands';

const inVpc = ['VpcId', 'Subnets', 'SecurityGroupIds'];

/** Runs shell commands on the pipeline's artifacts, as the pipeline's own role. */
export const commands: ActionKind = {
  inputs: [1, 10],
  outputs: [0, 1],
  required: [],
  optional: ['EnvironmentType', 'ComputeType', ...inVpc],
  commands: true,
  check(action) {
    const { configuration = {} } = action;
    const vpc = inVpc.find((key) => Object.hasOwn(configuration, key));
    if (vpc !== undefined) throw notImplemented('codepipeline', `${vpc} of a Commands action`);
    const { EnvironmentType = 'LINUX_CONTAINER' } = configuration;
    if (EnvironmentType !== 'LINUX_CONTAINER')
      throw notImplemented(
        'codepipeline',
        `EnvironmentType ${EnvironmentType} of a Commands action`,
      );
    return faultIn(action);
  },
  async perform({ context, pipeline, execution, action, run, report }) {
    const [output] = run.outputs;
    const files = action.outputArtifacts?.[0]?.files ?? [];
    const build = await startCommands(context, {
      pipeline: pipeline.name,
      executionId: execution.id,
      name: action.name,
      roleArn: action.roleArn ?? pipeline.roleArn,
      commands: (action.commands ?? []).map((command) => resolve(command, execution)),
      inputs: run.inputs,
      ...(output ? { output, files } : {}),
      variables: (action.environmentVariables ?? []).map(({ name, value, type = 'PLAINTEXT' }) => ({
        name,
        value: resolve(value, execution),
        type,
      })),
      exported: action.outputVariables ?? [],
      computeType: run.resolved.ComputeType,
    });
    report(externalsOf(context, build));
    return await endOfBuild(context, build.id);
  },
  resume: ({ context, run }) => endOfBuild(context, run.externalId),
};

function faultIn({
  commands: lines = [],
  outputVariables = [],
  environmentVariables = [],
  outputArtifacts = [],
}: Action): string | undefined {
  if (lines.length < 1 || lines.length > 50) return 'it needs 1 to 50 commands';
  if (lines.some((line) => /[\r\n]/.test(line))) return 'a command is one line';
  if (outputVariables.length > 15) return 'at most 15 outputVariables can be declared';
  if (environmentVariables.length > 10) return 'at most 10 environmentVariables can be declared';
  if ((outputArtifacts[0]?.files?.length ?? 0) > 10) return 'at most 10 files can be declared';
  return undefined;
}

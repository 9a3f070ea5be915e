import type {
  Build,
  EnvironmentVariable,
  Project,
  ProjectEnvironment,
} from '@aws-sdk/client-codebuild';
import type { Context } from '../../../base/context';
import type { S3Object } from '../model/records';

type Place = { readonly name: string } & S3Object;

/** Commands to run in a build that needs no project. */
export interface CommandsRun {
  readonly pipeline: string;
  readonly executionId: string;
  /** What runs them, for the build's name. */
  readonly name: string;
  readonly roleArn: string;
  readonly commands: readonly string[];
  readonly inputs: readonly Place[];
  readonly output?: Place;
  readonly files?: readonly string[];
  readonly variables?: readonly EnvironmentVariable[];
  readonly exported?: readonly string[];
  readonly computeType?: string | undefined;
}

/** Starts the build; its log goes to the pipeline's own log group. */
export async function startCommands(context: Context, run: CommandsRun): Promise<Build> {
  const { build } = await context.call<{ build: Build }>('codebuild', 'StartPipelineBuild', {
    project: projectOf(run),
    pipeline: run.pipeline,
    executionId: run.executionId,
    inputs: run.inputs,
    primarySource: run.inputs[0]?.name,
    outputs: run.output ? [run.output] : [],
    environmentVariables: run.variables ?? [],
  });
  return build;
}

/** A project of the build alone. What its configuration has for a compute type CodeBuild looks at. */
type OwnProject = Omit<Project, 'environment'> & {
  readonly environment: Omit<ProjectEnvironment, 'computeType'> & { readonly computeType: string };
};

function projectOf({ pipeline, name, roleArn, computeType, ...run }: CommandsRun): OwnProject {
  return {
    name: `codepipeline-${pipeline}-${name}`.replace(/[^A-Za-z0-9_-]/g, '-').slice(0, 150),
    serviceRole: roleArn,
    source: { type: 'CODEPIPELINE', buildspec: buildspecOf(run) },
    artifacts: { type: 'CODEPIPELINE' },
    environment: {
      type: 'LINUX_CONTAINER',
      image: 'aws/codebuild/amazonlinux2-x86_64-standard:5.0',
      computeType: computeType ?? 'BUILD_GENERAL1_SMALL',
    },
    timeoutInMinutes: 55,
    logsConfig: {
      cloudWatchLogs: { status: 'ENABLED', groupName: `/aws/codepipeline/${pipeline}` },
    },
  };
}

/** JSON is YAML, and needs no quoting rules. */
function buildspecOf(run: Pick<CommandsRun, 'commands' | 'files' | 'exported' | 'output'>): string {
  return JSON.stringify({
    version: 0.2,
    ...(run.exported?.length ? { env: { 'exported-variables': run.exported } } : {}),
    phases: { build: { commands: run.commands } },
    ...(run.output ? { artifacts: { files: run.files?.length ? run.files : ['**/*'] } } : {}),
  });
}

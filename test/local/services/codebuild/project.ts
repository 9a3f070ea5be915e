import { CloudWatchLogsClient, GetLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  BatchGetBuildsCommand,
  type Build,
  CodeBuildClient,
  CreateProjectCommand,
  type CreateProjectCommandInput,
  StartBuildCommand,
  type StartBuildCommandInput,
} from '@aws-sdk/client-codebuild';
import { IAMClient } from '@aws-sdk/client-iam';
import { serviceCaller } from '../../../../lib/local/base/caller';
import { refereed } from '../../../contract/referee';
import { freeRole } from '../../free-role';
import { type TestMachine, testAccount, testRegion } from '../../machine';

/** A project on a test machine, and short ways to say what tests of builds say often. */
export class TestProject {
  readonly codebuild: CodeBuildClient;

  private constructor(
    readonly machine: TestMachine,
    readonly name: string,
    client: object = machine.client(),
  ) {
    this.codebuild = refereed(new CodeBuildClient(client), 'codebuild');
  }

  /** A project that is there already, perhaps behind another server on the same root. */
  static at(machine: TestMachine, name: string, client?: object): TestProject {
    return new TestProject(machine, name, client);
  }

  static async create(
    machine: TestMachine,
    settings: Partial<CreateProjectCommandInput> = {},
  ): Promise<TestProject> {
    const project = new TestProject(machine, settings.name ?? `project-${++count}`);
    const iam = new IAMClient(machine.client());
    const serviceRole = await freeRole(iam, `${project.name}-role`, 'codebuild.amazonaws.com');
    await project.codebuild.send(
      new CreateProjectCommand({
        source: { type: 'NO_SOURCE', buildspec: 'version: 0.2\nphases: {}\n' },
        artifacts: { type: 'NO_ARTIFACTS' },
        environment: {
          type: 'LINUX_CONTAINER',
          image: 'aws/codebuild/amazonlinux-x86_64-standard:5.0',
          computeType: 'BUILD_GENERAL1_SMALL',
        },
        serviceRole,
        ...settings,
        name: project.name,
      }),
    );
    return project;
  }

  async start(settings: Omit<StartBuildCommandInput, 'projectName'> = {}): Promise<Build> {
    const { build } = await this.codebuild.send(
      new StartBuildCommand({ ...settings, projectName: this.name }),
    );
    return build as Build;
  }

  /** Starts a build as CodePipeline does. */
  startPipelineBuild(input: Record<string, unknown>): Promise<{ build: Build }> {
    return this.machine.machine
      .context(serviceCaller(testAccount), testRegion)
      .call('codebuild', 'StartPipelineBuild', {
        projectName: this.name,
        pipeline: 'line',
        executionId: 'e-1',
        outputs: [],
        environmentVariables: [],
        ...input,
      });
  }

  async get(id: string | undefined): Promise<Build> {
    const { builds } = await this.codebuild.send(new BatchGetBuildsCommand({ ids: [id ?? ''] }));
    return builds?.[0] as Build;
  }

  /** Runs a buildspec to its end. */
  async build(
    buildspec: string,
    settings: Omit<StartBuildCommandInput, 'projectName'> = {},
  ): Promise<Build> {
    const { id } = await this.start({ buildspecOverride: buildspec, ...settings });
    await this.machine.idle();
    return this.get(id);
  }

  /** Runs commands in the build phase, to its end. */
  run(...commands: string[]): Promise<Build> {
    return this.build(buildspecOf({ build: { commands } }));
  }

  async log({ logs }: Build): Promise<readonly string[]> {
    const { events } = await new CloudWatchLogsClient(this.machine.client()).send(
      new GetLogEventsCommand({
        logGroupName: logs?.groupName,
        logStreamName: logs?.streamName,
        startFromHead: true,
      }),
    );
    return (events ?? []).map(({ message }) => (message ?? '').replace(/\n$/, ''));
  }

  /** What the commands printed. */
  async output(build: Build): Promise<readonly string[]> {
    return (await this.log(build)).filter((line) => !line.startsWith('[Container]'));
  }

  /** CodeBuild's own lines, less the time. */
  async notes(build: Build): Promise<readonly string[]> {
    return (await this.log(build))
      .filter((line) => line.startsWith('[Container]'))
      .map((line) => line.replace(/^\[Container\] \S+ \S+ /, ''));
  }
}

let count = 0;

/** A buildspec as JSON, so that tests need no indentation. */
export function buildspecOf(phases: unknown, more: Record<string, unknown> = {}): string {
  return JSON.stringify({ version: '0.2', phases, ...more });
}

/** Phase names with their statuses, as one reads them in the console. */
export function phasesOf({ phases }: Build): Record<string, string | undefined> {
  return Object.fromEntries(
    (phases ?? []).map(({ phaseType, phaseStatus }) => [phaseType ?? '', phaseStatus]),
  );
}

/** Why the build failed. */
export function failureOf({ phases }: Build): string | undefined {
  const failed = phases?.find(({ phaseStatus }) => phaseStatus && phaseStatus !== 'SUCCEEDED');
  const context = failed?.contexts?.[0];
  return context && `${failed?.phaseType} ${context.statusCode}: ${context.message}`;
}

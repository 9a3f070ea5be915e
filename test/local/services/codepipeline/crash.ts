import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  CodePipelineClient,
  CreatePipelineCommand,
  type ExecutionMode,
  GetPipelineStateCommand,
  ListPipelineExecutionsCommand,
  type PipelineExecutionSummary,
  paginateListPipelineExecutions,
  StartPipelineExecutionCommand,
} from '@aws-sdk/client-codepipeline';
import { bundleServer } from '../../../setup/local/server-bundle';
import { startMachine, testAccount } from '../../machine';
import { build, declare, stage } from './declarations';
import { Workshop } from './workshop';

/** A pipeline whose server is killed again and again while executions are started. */
export class Ordeal {
  private readonly bundle = bundleServer();
  /** Tokens of starts that were acknowledged, and the executions they were told. */
  readonly acknowledged = new Map<string, string>();

  private constructor(private workshop: Workshop) {}

  static async begin(executionMode: ExecutionMode): Promise<Ordeal> {
    const workshop = await Workshop.open();
    await workshop.commit({ a: '1' });
    await workshop.project('make', ['mkdir out && echo x > out/x']);
    const made = [{ name: 'Made' }];
    const stages = [
      stage('Build', build('make', { outputArtifacts: made })),
      stage(
        'Deploy',
        build('deploy', { inputArtifacts: made, configuration: { ProjectName: 'make' } }),
      ),
    ];
    const pipeline = declare(stages, { executionMode });
    await workshop.pipelines.send(new CreatePipelineCommand({ pipeline }));
    await workshop.machine.idle();
    return new Ordeal(workshop);
  }

  /** Starts executions on a server of its own, and kills it after so many answers. */
  async work(answers: number): Promise<void> {
    const { machine } = this.workshop;
    await machine.close();
    const { server, port } = await this.startProcess(machine.root);
    const died = once(server, 'exit');
    const client = new CodePipelineClient({
      ...machine.client(),
      endpoint: `http://127.0.0.1:${port}`,
      maxAttempts: 1,
    });
    for (let answer = 0; answer < answers; answer += 1) await this.ask(client, answer);
    server.kill('SIGKILL');
    await died;
    this.workshop = Workshop.at(await startMachine({ root: machine.root }));
    await this.workshop.machine.idle();
  }

  /** Every third question is a start, the others let work go on between. */
  private async ask(client: CodePipelineClient, answer: number): Promise<void> {
    if (answer % 3 > 0) {
      await client.send(new ListPipelineExecutionsCommand({ pipelineName: 'app' }));
      return;
    }
    const clientRequestToken = `start-${this.acknowledged.size}`;
    const start = new StartPipelineExecutionCommand({ name: 'app', clientRequestToken });
    const { pipelineExecutionId = '' } = await client.send(start);
    this.acknowledged.set(clientRequestToken, pipelineExecutionId);
  }

  private async startProcess(root: string): Promise<{ server: ChildProcess; port: number }> {
    const args = [this.bundle.file, '--root', root, '--account', testAccount];
    const server = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = (await once(server.stdout as NodeJS.ReadableStream, 'data')) as [Buffer];
    return { server, port: (JSON.parse(line.toString()) as { port: number }).port };
  }

  async executions(): Promise<PipelineExecutionSummary[]> {
    const all: PipelineExecutionSummary[] = [];
    const pages = paginateListPipelineExecutions(
      { client: this.workshop.pipelines },
      { pipelineName: 'app' },
    );
    for await (const { pipelineExecutionSummaries = [] } of pages)
      all.push(...pipelineExecutionSummaries);
    return all;
  }

  /** Starts that were acknowledged, asked for again: each is told the execution it was told before. */
  async repeat(): Promise<Map<string, string>> {
    const told = new Map<string, string>();
    for (const clientRequestToken of this.acknowledged.keys()) {
      const start = new StartPipelineExecutionCommand({ name: 'app', clientRequestToken });
      const { pipelineExecutionId = '' } = await this.workshop.pipelines.send(start);
      told.set(clientRequestToken, pipelineExecutionId);
    }
    return told;
  }

  /** One more execution, with nothing in its way. */
  async succeedOnce(): Promise<string | undefined> {
    await this.workshop.runAgain();
    return (await this.workshop.latest())?.status;
  }

  /** What the pipeline says is in its stages. */
  async inStages(): Promise<(string | undefined)[]> {
    const command = new GetPipelineStateCommand({ name: 'app' });
    const { stageStates = [] } = await this.workshop.pipelines.send(command);
    return stageStates.map(({ latestExecution }) => latestExecution?.status);
  }

  async end(): Promise<void> {
    this.bundle.remove();
    await this.workshop.machine.destroy();
  }
}

/** Kills the server so many times; nothing that was acknowledged is lost or done twice, and nothing is stuck. */
export async function surviveKills(ordeal: Ordeal, kills: number): Promise<void> {
  for (let round = 0; round < kills; round += 1) {
    await ordeal.work(1 + ((round * 7) % 23));
    const executions = await ordeal.executions();
    for (const { status } of executions)
      expect(['Succeeded', 'Failed', 'Superseded']).toContain(status);
  }
  const ids = (await ordeal.executions()).map(({ pipelineExecutionId }) => pipelineExecutionId);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids).toEqual(expect.arrayContaining([...ordeal.acknowledged.values()]));
  expect(await ordeal.repeat()).toEqual(ordeal.acknowledged);
  expect(await ordeal.executions()).toHaveLength(ids.length);
  expect(await ordeal.succeedOnce()).toBe('Succeeded');
  expect(await ordeal.inStages()).toEqual(['Succeeded', 'Succeeded', 'Succeeded']);
}

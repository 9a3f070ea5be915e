import {
  CodePipelineClient,
  CreatePipelineCommand,
  GetPipelineStateCommand,
  ListActionExecutionsCommand,
  ListPipelineExecutionsCommand,
  type PipelineDeclaration,
  PutApprovalResultCommand,
  StartPipelineExecutionCommand,
  type StartPipelineExecutionInput,
  UpdatePipelineCommand,
} from '@aws-sdk/client-codepipeline';
import type { ServerOptions } from '../../../../lib/local/server/server';
import { codepipeline } from '../../../../lib/local/services/codepipeline';
import { startMachine, type TestMachine } from '../../machine';
import { commits } from './declarations';
import { Surroundings } from './surroundings';

/** A machine that has CodePipeline and its surroundings, and one pipeline named `app` to be tried on it. */
export class Trial {
  private constructor(
    public machine: TestMachine,
    public around: Surroundings,
    public client: CodePipelineClient,
  ) {}

  static async begin(
    options: Partial<ServerOptions> = {},
    branches: Record<string, string[]> = { main: [commits.a] },
  ): Promise<Trial> {
    const around = new Surroundings();
    Object.assign(around.branches, branches);
    const services = [codepipeline, ...around.services];
    const machine = await startMachine({ services, ...options });
    return new Trial(machine, around, connect(machine));
  }

  /** As after kill -9: what ran is gone, and nobody was told. */
  async crash(): Promise<void> {
    await this.machine.close();
    const { root, around } = { root: this.machine.root, around: this.around };
    const { machine, around: fresh, client } = await Trial.begin({ root }, around.branches);
    Object.assign(this, { machine, around: fresh, client });
  }

  async restart(): Promise<void> {
    this.machine = await this.machine.restart();
    this.client = connect(this.machine);
  }

  async create(pipeline: PipelineDeclaration): Promise<void> {
    await this.client.send(new CreatePipelineCommand({ pipeline }));
  }

  async update(pipeline: PipelineDeclaration): Promise<void> {
    await this.client.send(new UpdatePipelineCommand({ pipeline }));
  }

  async start(input: Partial<StartPipelineExecutionInput> = {}): Promise<string> {
    const command = new StartPipelineExecutionCommand({ name: 'app', ...input });
    return (await this.client.send(command)).pipelineExecutionId as string;
  }

  /** Newest first. */
  async executions() {
    const command = new ListPipelineExecutionsCommand({ pipelineName: 'app' });
    return (await this.client.send(command)).pipelineExecutionSummaries ?? [];
  }

  async statuses() {
    return (await this.executions()).map(({ status }) => status);
  }

  /** Newest first. */
  async actions() {
    const command = new ListActionExecutionsCommand({ pipelineName: 'app' });
    return (await this.client.send(command)).actionExecutionDetails ?? [];
  }

  async stage(name: string) {
    const { stageStates } = await this.client.send(new GetPipelineStateCommand({ name: 'app' }));
    return stageStates?.find(({ stageName }) => stageName === name);
  }

  async token(stage = 'Approve'): Promise<string | undefined> {
    return (await this.stage(stage))?.actionStates?.[0]?.latestExecution?.token;
  }

  async answer(status: 'Approved' | 'Rejected', token: string | undefined): Promise<void> {
    const at = { pipelineName: 'app', stageName: 'Approve', actionName: 'Approve' };
    const result = { status, summary: 'seen' };
    await this.client.send(new PutApprovalResultCommand({ ...at, token, result }));
  }
}

/** A client whose clock is the machine's, since signatures carry the time. */
function connect({ machine, client }: TestMachine): CodePipelineClient {
  const connected = new CodePipelineClient(client());
  connected.middlewareStack.add(
    (next) => (args) => {
      connected.config.systemClockOffset = machine.now().getTime() - Date.now();
      return next(args);
    },
    { step: 'initialize' },
  );
  return connected;
}

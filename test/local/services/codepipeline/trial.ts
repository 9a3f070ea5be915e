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
} from '@aws-sdk/client-codepipeline';
import type { ServerOptions } from '../../../../lib/local/server';
import { codepipeline } from '../../../../lib/local/services/codepipeline';
import { startMachine, type TestMachine } from '../../machine';
import { commits } from './declarations';
import { Surroundings } from './surroundings';

/** A machine that has CodePipeline and its surroundings, and one pipeline named `app` to be tried on it. */
export class Trial {
  private constructor(
    public machine: TestMachine,
    readonly around: Surroundings,
    public client: CodePipelineClient,
  ) {}

  static async begin(options: Partial<ServerOptions> = {}): Promise<Trial> {
    const around = new Surroundings();
    around.branches.main = [commits.a];
    const services = [codepipeline, ...around.services];
    const machine = await startMachine({ services, ...options });
    return new Trial(machine, around, new CodePipelineClient(machine.client()));
  }

  async restart(): Promise<void> {
    this.machine = await this.machine.restart();
    this.client = new CodePipelineClient(this.machine.client());
  }

  async create(pipeline: PipelineDeclaration): Promise<void> {
    await this.client.send(new CreatePipelineCommand({ pipeline }));
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

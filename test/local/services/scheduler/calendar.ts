import {
  CodePipelineClient,
  CreatePipelineCommand,
  GetPipelineStateCommand,
} from '@aws-sdk/client-codepipeline';
import {
  CreateRoleCommand,
  IAMClient,
  PutRolePolicyCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam';
import {
  CreateScheduleCommand,
  type CreateScheduleInput,
  GetScheduleCommand,
  ListSchedulesCommand,
  SchedulerClient,
  UpdateScheduleCommand,
} from '@aws-sdk/client-scheduler';
import { serviceCaller } from '../../../../lib/local/base/caller';
import type { Service } from '../../../../lib/local/base/service';
import { services as allServices } from '../../../../lib/local/services';
import { undeliveredOf } from '../../../../lib/local/services/scheduler/model/records';
import { startMachine, type TestMachine, testAccount, testRegion } from '../../machine';
import { approval, declare, stage } from '../codepipeline/declarations';

export const roleArn = `arn:aws:iam::${testAccount}:role/locks`;

/** What a schedule closes or opens: the way into the pipeline's Deploy. */
const transition = { PipelineName: 'app', StageName: 'Deploy', TransitionType: 'Inbound' };
export const closes = JSON.stringify({ ...transition, Reason: 'locked' });
export const opens = JSON.stringify(transition);

export const universal = (operation: string) =>
  `arn:aws:scheduler:::aws-sdk:codepipeline:${operation}`;

export function trustOf(Condition: object = {}, Service = 'scheduler.amazonaws.com'): string {
  const statement = { Effect: 'Allow', Principal: { Service }, Action: 'sts:AssumeRole' };
  return JSON.stringify({ Version: '2012-10-17', Statement: [{ ...statement, Condition }] });
}

/** A machine whose clock is moved by hand, with a pipeline `app` and a role that Scheduler may assume. */
export class Calendar {
  now = new Date('2026-11-30T12:00:00Z');

  private constructor(public machine: TestMachine) {}

  /** @param instead services that take the place of those of the same name */
  static async open(instead: readonly Service[] = []): Promise<Calendar> {
    const calendar = new Calendar(undefined as never);
    const services = allServices.map((one) => instead.find(({ name }) => name === one.name) ?? one);
    calendar.machine = await startMachine({ now: () => calendar.now, services });
    const role = { RoleName: 'locks', AssumeRolePolicyDocument: trustOf() };
    const iam = calendar.client(IAMClient);
    await iam.send(new CreateRoleCommand(role));
    const Statement = [{ Effect: 'Allow', Action: 'codepipeline:*', Resource: '*' }];
    await iam.send(
      new PutRolePolicyCommand({
        ...{ RoleName: 'locks', PolicyName: 'all' },
        PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement }),
      }),
    );
    return calendar;
  }

  get scheduler(): SchedulerClient {
    return this.client(SchedulerClient);
  }

  get pipelines(): CodePipelineClient {
    return this.client(CodePipelineClient);
  }

  /** A client whose clock is the machine's, since signatures carry the time. */
  client<C>(Client: new (config: ReturnType<TestMachine['client']>) => C): C {
    const systemClockOffset = this.now.getTime() - Date.now();
    return new Client({ ...this.machine.client(), systemClockOffset } as never);
  }

  async restart(): Promise<void> {
    this.machine = await this.machine.restart();
  }

  async pipeline(): Promise<void> {
    const pipeline = declare([stage('Deploy', approval())]);
    await this.pipelines.send(new CreatePipelineCommand({ pipeline }));
    await this.machine.idle();
  }

  /** Whether the way into Deploy is open. */
  async isOpen(): Promise<boolean | undefined> {
    return (await this.deploy())?.inboundTransitionState?.enabled;
  }

  async deploy() {
    const { stageStates } = await this.pipelines.send(new GetPipelineStateCommand({ name: 'app' }));
    return stageStates?.find(({ stageName }) => stageName === 'Deploy');
  }

  async trust(PolicyDocument: string): Promise<void> {
    const command = new UpdateAssumeRolePolicyCommand({ RoleName: 'locks', PolicyDocument });
    await this.client(IAMClient).send(command);
  }

  /** One that closes the way into Deploy, unless told otherwise. */
  input(ScheduleExpression: string, more: Partial<CreateScheduleInput> = {}): CreateScheduleInput {
    return {
      Name: 'begins',
      ScheduleExpression,
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: { Arn: universal('disableStageTransition'), RoleArn: roleArn, Input: closes },
      ...more,
    };
  }

  create(ScheduleExpression: string, more: Partial<CreateScheduleInput> = {}) {
    const command = new CreateScheduleCommand(this.input(ScheduleExpression, more));
    return this.scheduler.send(command);
  }

  update(ScheduleExpression: string, more: Partial<CreateScheduleInput> = {}) {
    const command = new UpdateScheduleCommand(this.input(ScheduleExpression, more));
    return this.scheduler.send(command);
  }

  get(Name = 'begins') {
    return this.scheduler.send(new GetScheduleCommand({ Name }));
  }

  /** The names of the schedules there are once so many minutes have passed and what was due has ended. */
  async later(minutes: number): Promise<(string | undefined)[]> {
    this.now = new Date(this.now.getTime() + minutes * 60_000);
    await this.names();
    await this.machine.idle();
    return this.names();
  }

  async names(): Promise<(string | undefined)[]> {
    const { Schedules } = await this.scheduler.send(new ListSchedulesCommand({}));
    return (Schedules ?? []).map(({ Name }) => Name);
  }

  /** Why invocations were given up. */
  undelivered(): string[] {
    const context = this.machine.machine.context(serviceCaller(testAccount), testRegion);
    return undeliveredOf(context)
      .list()
      .map(({ reason }) => reason);
  }
}

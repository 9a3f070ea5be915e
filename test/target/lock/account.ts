import fs from 'node:fs';
import path from 'node:path';
import {
  CodePipelineClient,
  DisableStageTransitionCommand,
  GetPipelineStateCommand,
} from '@aws-sdk/client-codepipeline';
import { ListSchedulesCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import { type OpenEnvironment, openEnvironment } from '../../../lib/target/open-environment';
import { useAwsFiles } from '../../aws/aws-files';
import { application, environmentOf, installStack } from '../../deploy/stage';
import { startMachine, type TestMachine, testAccount } from '../../local/machine';

/** An account as `gitenv init` leaves it, whose clock is moved by hand. */
export class LockedAccount {
  /** How far AWS's clock is ahead of this machine's, in ms. */
  ahead = 0;

  private constructor(
    public machine: TestMachine,
    private readonly files: ReturnType<typeof useAwsFiles>,
  ) {}

  static async open(): Promise<LockedAccount> {
    let account: LockedAccount | undefined;
    const now = () => new Date(Date.now() + (account?.ahead ?? 0));
    const machine = await startMachine({ now });
    account = new LockedAccount(machine, useAwsFiles(''));
    await installStack({ machine }, testAccount, { Environment: 'dev' });
    return account;
  }

  get now(): Date {
    return new Date(Date.now() + this.ahead);
  }

  /** A client whose clock is the machine's, since signatures carry the time. */
  client<C>(Client: new (config: ReturnType<TestMachine['client']>) => C): C {
    return new Client({ ...this.machine.client(), systemClockOffset: this.ahead } as never);
  }

  /** The environment as somebody has it. @param session how AWS calls him @param endpoint where he thinks AWS is */
  async as(session: string, endpoint = this.machine.endpoint): Promise<OpenEnvironment> {
    const { accessKeyId, secretAccessKey } = this.machine.client().credentials;
    fs.writeFileSync(
      path.join(this.files.folder, 'config'),
      `[profile dev]\nendpoint_url = ${endpoint}\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`,
    );
    const open = await openEnvironment(environmentOf('dev'));
    const verify = async () => ({
      ...(await open.account.verify()),
      arn: `arn:aws:sts::${testAccount}:assumed-role/team/${session}`,
    });
    return { ...open, account: { ...open.account, verify } };
  }

  /** Lets time pass, and waits for what was due. */
  async pass(minutes: number): Promise<void> {
    this.ahead += minutes * 60_000;
    await this.schedules();
    await this.machine.idle();
  }

  async closeByHand(reason: string): Promise<void> {
    const transition = { pipelineName: application, stageName: 'Deploy' };
    const command = new DisableStageTransitionCommand({
      ...transition,
      transitionType: 'Inbound',
      reason,
    });
    await this.client(CodePipelineClient).send(command);
  }

  /** Why Deploy is closed; undefined if it is open. */
  async closedBecause(): Promise<string | undefined> {
    const command = new GetPipelineStateCommand({ name: application });
    const { stageStates = [] } = await this.client(CodePipelineClient).send(command);
    const deploy = stageStates.find(({ stageName }) => stageName === 'Deploy');
    const { enabled, disabledReason } = deploy?.inboundTransitionState ?? {};
    return enabled === false ? disabledReason : undefined;
  }

  async schedules(): Promise<string[]> {
    const { Schedules } = await this.client(SchedulerClient).send(new ListSchedulesCommand({}));
    return (Schedules ?? []).map(({ Name = '' }) => Name);
  }

  async close(): Promise<void> {
    this.files.restore();
    await this.machine.destroy();
  }
}

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import {
  CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStacksCommand,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation';
import { CloudWatchLogsClient, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { IAMClient, ListRolesCommand } from '@aws-sdk/client-iam';
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { DescribeParametersCommand, SSMClient } from '@aws-sdk/client-ssm';
import { bundleServer } from '../../../setup/local/server-bundle';
import { startMachine, type TestMachine, testAccount } from '../../machine';
import { template } from './stacks';

const trust = {
  Statement: [
    {
      Effect: 'Allow',
      Principal: { Service: 'codebuild.amazonaws.com' },
      Action: 'sts:AssumeRole',
    },
  ],
};

/** Resources whose names CloudFormation makes, so that whatever is left over is a loss. */
const body = (days: number) =>
  template({
    Bucket: { Type: 'AWS::S3::Bucket' },
    Role: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: trust } },
    Group: { Type: 'AWS::Logs::LogGroup', Properties: { RetentionInDays: days } },
    First: {
      Type: 'AWS::SSM::Parameter',
      Properties: { Type: 'String', Value: { 'Fn::Sub': `${days} \${Group} \${Role.Arn}` } },
    },
    Second: {
      Type: 'AWS::SSM::Parameter',
      Properties: { Type: 'String', Value: { 'Fn::GetAtt': ['First', 'Value'] } },
    },
  });

/** An account whose server is killed again and again while stacks are created, updated and deleted. */
export class Ordeal {
  private readonly bundle = bundleServer();
  private machine!: TestMachine;
  /** Ids of stacks whose creation was acknowledged. */
  readonly acknowledged: string[] = [];
  private tellBegun = (): void => undefined;
  private readonly begun = new Promise<void>((resolve) => {
    this.tellBegun = resolve;
  });

  async begin(): Promise<this> {
    this.machine = await startMachine();
    return this;
  }

  /**
   * Works on stacks with a server of its own, which dies after so many milliseconds: the first one after the first
   * acknowledgement, before which a slow machine would kill every one.
   */
  async work(lifetime: number): Promise<void> {
    await this.machine.close();
    const { server, port } = await this.startProcess();
    const died = once(server, 'exit');
    const killed = this.begun.then(() => delay(lifetime)).then(() => server.kill('SIGKILL'));
    const client = new CloudFormationClient({
      ...this.machine.client(),
      endpoint: `http://127.0.0.1:${port}`,
      maxAttempts: 1,
    });
    try {
      for (;;) await this.liveAndDie(client);
    } catch {
      // The server is gone, which is the point.
    }
    this.tellBegun();
    await killed;
    await died;
    this.machine = await startMachine({ root: this.machine.root });
    await this.machine.idle();
  }

  private async liveAndDie(client: CloudFormationClient): Promise<void> {
    const StackName = `life-${this.acknowledged.length}`;
    const Capabilities = ['CAPABILITY_IAM' as const];
    const { StackId } = await client.send(
      new CreateStackCommand({ StackName, TemplateBody: body(7), Capabilities }),
    );
    this.acknowledged.push(StackId ?? '');
    this.tellBegun();
    await atRest(client, StackId);
    await client.send(new UpdateStackCommand({ StackName, TemplateBody: body(30), Capabilities }));
    await atRest(client, StackId);
    await client.send(new DeleteStackCommand({ StackName }));
    await atRest(client, StackId);
  }

  private async startProcess(): Promise<{ server: ChildProcess; port: number }> {
    const args = [this.bundle.file, '--root', this.machine.root, '--account', testAccount];
    const server = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = (await once(server.stdout as NodeJS.ReadableStream, 'data')) as [Buffer];
    return { server, port: (JSON.parse(line.toString()) as { port: number }).port };
  }

  /** The status of every stack whose creation was ever acknowledged. */
  async statuses(): Promise<(string | undefined)[]> {
    const client = new CloudFormationClient(this.machine.client());
    const answers = this.acknowledged.map((StackName) =>
      client.send(new DescribeStacksCommand({ StackName })),
    );
    return (await Promise.all(answers)).map(({ Stacks }) => Stacks?.[0]?.StackStatus);
  }

  /** Deletes every stack that is left. */
  async clear(): Promise<void> {
    const client = new CloudFormationClient(this.machine.client());
    const { Stacks = [] } = await client.send(new DescribeStacksCommand({}));
    for (const { StackName } of Stacks) await client.send(new DeleteStackCommand({ StackName }));
    await this.machine.idle();
  }

  /** Everything in the account that a stack can have made. */
  async remains(): Promise<(string | undefined)[]> {
    const client = this.machine.client();
    const { Buckets = [] } = await new S3Client(client).send(new ListBucketsCommand({}));
    const { Roles = [] } = await new IAMClient(client).send(new ListRolesCommand({}));
    const { logGroups = [] } = await new CloudWatchLogsClient(client).send(
      new DescribeLogGroupsCommand({}),
    );
    const { Parameters = [] } = await new SSMClient(client).send(new DescribeParametersCommand({}));
    return [
      ...Buckets.map(({ Name }) => Name),
      ...Roles.map(({ RoleName }) => RoleName),
      ...logGroups.map(({ logGroupName }) => logGroupName),
      ...Parameters.map(({ Name }) => Name),
    ];
  }

  async end(): Promise<void> {
    this.bundle.remove();
    await this.machine.destroy();
  }
}

async function atRest(client: CloudFormationClient, StackName: string | undefined): Promise<void> {
  for (;;) {
    const { Stacks } = await client.send(new DescribeStacksCommand({ StackName }));
    if (!Stacks?.[0]?.StackStatus?.endsWith('_IN_PROGRESS')) return;
  }
}

/** Kills the server so many times; each time every stack comes to rest, and nothing is left when they are deleted. */
export async function surviveKills(ordeal: Ordeal, kills: number): Promise<void> {
  for (let round = 0; round < kills; round += 1) {
    await ordeal.work(30 + ((round * 53) % 400));
    const moving = (await ordeal.statuses()).filter((status) => !/_COMPLETE$/.test(status ?? ''));
    expect(moving).toEqual([]);
    await ordeal.clear();
    expect(await ordeal.remains()).toEqual([]);
  }
}

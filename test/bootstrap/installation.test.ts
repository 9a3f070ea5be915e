import {
  CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation';
import { BatchGetProjectsCommand, CodeBuildClient } from '@aws-sdk/client-codebuild';
import {
  CodeCommitClient,
  CreateRepositoryCommand,
  ListRepositoriesCommand,
} from '@aws-sdk/client-codecommit';
import { CodePipelineClient, GetPipelineCommand } from '@aws-sdk/client-codepipeline';
import { EventBridgeClient, ListRulesCommand } from '@aws-sdk/client-eventbridge';
import { IAMClient, ListAttachedRolePoliciesCommand, ListRolesCommand } from '@aws-sdk/client-iam';
import { HeadBucketCommand, ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { namesOf, outputs, parameters } from '../../lib/contract';
import { startMachine, type TestMachine } from '../local/machine';
import { template } from './template';

const names = namesOf('orders');
const stack = { StackName: names.stack };

let machine: TestMachine;
beforeEach(async () => {
  machine = await startMachine();
});
afterEach(() => machine.destroy());

type Values = Readonly<Record<string, string>>;

function inputFor(values: Values) {
  const given = { [parameters.application]: 'orders', [parameters.environment]: 'dev', ...values };
  return {
    ...stack,
    TemplateBody: JSON.stringify(template()),
    Capabilities: ['CAPABILITY_NAMED_IAM' as const],
    Parameters: Object.entries(given).map(([ParameterKey, ParameterValue]) => ({
      ParameterKey,
      ParameterValue,
    })),
  };
}

function cloudFormation(): CloudFormationClient {
  return new CloudFormationClient(machine.client());
}

async function install(values: Values = {}): Promise<string> {
  await cloudFormation().send(new CreateStackCommand(inputFor(values)));
  return settled();
}

async function update(values: Values): Promise<string> {
  await cloudFormation().send(new UpdateStackCommand(inputFor(values)));
  return settled();
}

/** The status of the stack, with the reasons of what failed. */
async function settled(): Promise<string> {
  await machine.idle();
  const { Stacks } = await cloudFormation().send(new DescribeStacksCommand(stack));
  const { StackEvents } = await cloudFormation().send(new DescribeStackEventsCommand(stack));
  const failures = (StackEvents ?? [])
    .filter(({ ResourceStatus }) => ResourceStatus?.endsWith('_FAILED'))
    .map((event) => `; ${event.LogicalResourceId}: ${event.ResourceStatusReason}`);
  return [Stacks?.[0]?.StackStatus, ...failures].join('');
}

async function output(name: string): Promise<string | undefined> {
  const { Stacks } = await cloudFormation().send(new DescribeStacksCommand(stack));
  return Stacks?.[0]?.Outputs?.find(({ OutputKey }) => OutputKey === name)?.OutputValue;
}

async function pipeline() {
  const client = new CodePipelineClient(machine.client());
  const { pipeline: found } = await client.send(new GetPipelineCommand({ name: names.pipeline }));
  return found;
}

async function repositories() {
  const client = new CodeCommitClient(machine.client());
  const { repositories: found } = await client.send(new ListRepositoriesCommand({}));
  return (found ?? []).map(({ repositoryName }) => repositoryName);
}

async function stageNames() {
  return (await pipeline())?.stages?.map(({ name }) => name);
}

describe('the template, executed by CloudFormation', () => {
  test('is installed with nothing but the names of the application and of the environment', async () => {
    expect(await install()).toBe('CREATE_COMPLETE');
    expect(await repositories()).toEqual(['orders']);
    expect(await stageNames()).toEqual(['Source', 'Build', 'Deploy']);
    expect(await output(outputs.repository)).toBe('orders');
    expect(await output(outputs.pipeline)).toBe('orders');
    expect(await output(outputs.branch)).toBe('main');
  });

  test('makes two projects, each with its own buildspec, role and log', async () => {
    await install();
    const { projects } = await new CodeBuildClient(machine.client()).send(
      new BatchGetProjectsCommand({ names: [names.buildProject, names.deployProject] }),
    );
    expect(projects?.map(({ source }) => source?.buildspec)).toEqual([
      'buildspec.yml',
      'deployspec.yml',
    ]);
    expect(projects?.map(({ logsConfig }) => logsConfig?.cloudWatchLogs?.groupName)).toEqual([
      names.buildLogGroup,
      names.deployLogGroup,
    ]);
    expect(new Set(projects?.map(({ serviceRole }) => serviceRole)).size).toBe(2);
  });

  test('makes rules of the names that their role trusts', async () => {
    await install();
    const { Rules } = await new EventBridgeClient(machine.client()).send(new ListRulesCommand({}));
    expect(Rules?.map(({ Name }) => Name).sort()).toEqual([names.pushRule, names.unnamedPushRule]);
  });

  test('gives the deploy role the policies asked for', async () => {
    const policies = [
      'arn:aws:iam::aws:policy/PowerUserAccess',
      'arn:aws:iam::aws:policy/IAMReadOnlyAccess',
    ];
    expect(await install({ [parameters.deployPolicies]: policies.join(',') })).toBe(
      'CREATE_COMPLETE',
    );
    const { projects } = await new CodeBuildClient(machine.client()).send(
      new BatchGetProjectsCommand({ names: [names.deployProject] }),
    );
    const RoleName = projects?.[0]?.serviceRole?.split('/').pop();
    const { AttachedPolicies } = await new IAMClient(machine.client()).send(
      new ListAttachedRolePoliciesCommand({ RoleName }),
    );
    expect(AttachedPolicies?.map(({ PolicyArn }) => PolicyArn).sort()).toEqual(policies.sort());
  });

  test('puts an approval between build and deploy, and takes it away again, in the same pipeline', async () => {
    await install();
    expect(await update({ [parameters.approval]: 'yes' })).toBe('UPDATE_COMPLETE');
    expect(await stageNames()).toEqual(['Source', 'Build', 'Approve', 'Deploy']);
    expect(await update({ [parameters.approval]: 'no' })).toBe('UPDATE_COMPLETE');
    expect(await stageNames()).toEqual(['Source', 'Build', 'Deploy']);
    expect((await pipeline())?.version).toBe(3);
  });

  test.each([
    [parameters.application, 'Orders'],
    [parameters.environment, 'DEV'],
    [parameters.approval, 'perhaps'],
    [parameters.executionMode, 'PARALLEL'],
    [parameters.deployPolicies, 'AdministratorAccess'],
    [parameters.logRetentionDays, '8'],
    [parameters.artifactRetentionDays, '0'],
  ])('is refused where %s is %s', async (name, value) => {
    await expect(install({ [name]: value })).rejects.toMatchObject({ name: 'ValidationError' });
  });

  test('leaves nothing behind where it cannot be installed', async () => {
    const client = new CodeCommitClient(machine.client());
    await client.send(new CreateRepositoryCommand({ repositoryName: 'orders' }));
    expect(await install()).toMatch(/^ROLLBACK_COMPLETE; .*Repository/);
    const { Rules } = await new EventBridgeClient(machine.client()).send(new ListRulesCommand({}));
    expect(Rules).toEqual([]);
    const { Buckets } = await new S3Client(machine.client()).send(new ListBucketsCommand({}));
    expect(Buckets ?? []).toEqual([]);
    const { Roles } = await new IAMClient(machine.client()).send(new ListRolesCommand({}));
    expect(Roles).toEqual([]);
  });

  test('outlives its deletion with the repository and the bucket, and is installed again around the repository', async () => {
    await install();
    const bucket = await output(outputs.bucket);
    await cloudFormation().send(new DeleteStackCommand(stack));
    await machine.idle();
    expect(await repositories()).toEqual(['orders']);
    await expect(
      new S3Client(machine.client()).send(new HeadBucketCommand({ Bucket: bucket })),
    ).resolves.toBeDefined();
    expect(await install({ [parameters.existingRepository]: 'yes' })).toBe('CREATE_COMPLETE');
    expect(await stageNames()).toEqual(['Source', 'Build', 'Deploy']);
    expect(await output(outputs.bucket)).not.toBe(bucket);
  });
});

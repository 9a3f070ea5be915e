import {
  CloudFormationClient,
  DeleteStackCommand,
  DescribeStackResourceDriftsCommand,
  DescribeStackResourcesCommand,
  DetectStackDriftCommand,
} from '@aws-sdk/client-cloudformation';
import { CodePipelineClient, GetPipelineCommand } from '@aws-sdk/client-codepipeline';
import { namesOf } from '../../../../lib/contract';
import { template as installed } from '../../../bootstrap/template';
import { startMachine, type TestMachine } from '../../machine';
import { create, describe as describeStack, events, outputs, update } from './stacks';

let machine: TestMachine;
beforeAll(async () => {
  machine = await startMachine();
});
afterAll(() => machine.destroy());

const source = installed();
const body = JSON.stringify(source);
const { stack: StackName, pipeline } = namesOf('orders');

const options = (parameters: Readonly<Record<string, string>> = {}) => ({
  Capabilities: ['CAPABILITY_NAMED_IAM' as const],
  Parameters: Object.entries({ Application: 'orders', Environment: 'dev', ...parameters }).map(
    ([ParameterKey, ParameterValue]) => ({ ParameterKey, ParameterValue }),
  ),
});

async function present(): Promise<Map<string, string>> {
  const { StackResources = [] } = await new CloudFormationClient(machine.client()).send(
    new DescribeStackResourcesCommand({ StackName }),
  );
  return new Map(StackResources.map((r) => [r.LogicalResourceId ?? '', r.ResourceStatus ?? '']));
}

async function stageNames(): Promise<(string | undefined)[]> {
  const { pipeline: found } = await new CodePipelineClient(machine.client()).send(
    new GetPipelineCommand({ name: pipeline }),
  );
  return (found?.stages ?? []).map(({ name }) => name);
}

async function failures(): Promise<string[]> {
  return (await events(machine, StackName))
    .filter((event) => event.ResourceStatus?.endsWith('FAILED'))
    .map((event) => `${event.LogicalResourceId}: ${event.ResourceStatusReason}`);
}

/** What the stack would be told to be other than its template says; `not checked` when nobody looked. */
async function drifted(): Promise<unknown[]> {
  const client = new CloudFormationClient(machine.client());
  await client.send(new DetectStackDriftCommand({ StackName }));
  await machine.idle();
  const { StackResourceDrifts = [] } = await client.send(
    new DescribeStackResourceDriftsCommand({ StackName }),
  );
  if (StackResourceDrifts.length === 0) return ['not checked'];
  return StackResourceDrifts.filter((drift) => drift.StackResourceDriftStatus !== 'IN_SYNC').map(
    (drift) => [drift.LogicalResourceId, drift.DriftStatusReason, drift.PropertyDifferences],
  );
}

describe('the stack that gitenv installs', () => {
  test('uses no resource type that this machine does not have', () => {
    const context = machine.machine.context(
      { account: '111111111111', arn: '', userId: '', accessKeyId: '' },
      'eu-west-1',
    );
    const types = new Set(Object.values(source.Resources).map(({ Type }) => Type));
    expect([...types].filter((type) => !context.resourceType(type))).toEqual([]);
  });

  test('is created whole', async () => {
    const stack = await create(machine, StackName, body, options());
    expect(await failures()).toEqual([]);
    expect(stack.StackStatus).toBe('CREATE_COMPLETE');
    const unconditional = Object.entries(source.Resources).filter(
      ([, { Condition }]) => !Condition,
    );
    const found = await present();
    for (const [name] of unconditional)
      expect([name, found.get(name)]).toEqual([name, 'CREATE_COMPLETE']);
    const always = Object.keys(source.Outputs).filter((name) => !source.Outputs[name]?.Condition);
    expect(Object.keys(outputs(stack)).sort()).toEqual(always.sort());
    expect(await stageNames()).toEqual(['Source', 'Build', 'Deploy']);
  });

  test('has not drifted', async () => {
    expect(await drifted()).toEqual([]);
  });

  test('leaves no function of the template unevaluated', async () => {
    const shown = (await events(machine, StackName)).map((event) => event.ResourceProperties ?? '');
    expect(shown.filter((properties) => /"(Ref|Fn::\w+)":|AWS::NoValue/.test(properties))).toEqual(
      [],
    );
    expect(shown.some((properties) => properties.includes('arn:aws:'))).toBe(true);
  });

  test('takes every parameter that changes something, and takes it back', async () => {
    const all = options({
      Approval: 'yes',
      DeployPolicies: 'arn:aws:iam::aws:policy/ReadOnlyAccess',
      PermissionsBoundary: 'arn:aws:iam::111111111111:policy/boundary',
      LogRetentionDays: '7',
      ArtifactRetentionDays: '10',
      ExecutionMode: 'QUEUED',
    });
    const changed = await update(machine, StackName, body, all);
    expect(await failures()).toEqual([]);
    expect(changed.StackStatus).toBe('UPDATE_COMPLETE');
    expect(await stageNames()).toEqual(['Source', 'Build', 'Approve', 'Deploy']);
    expect(await drifted()).toEqual([]);
    const back = await update(machine, StackName, body, options());
    expect(back.StackStatus).toBe('UPDATE_COMPLETE');
    expect(await stageNames()).toEqual(['Source', 'Build', 'Deploy']);
  });

  test('is deleted but for what is retained', async () => {
    const { StackId = '' } = await describeStack(machine, StackName);
    const client = new CloudFormationClient(machine.client());
    const { StackResources = [] } = await client.send(
      new DescribeStackResourcesCommand({ StackName }),
    );
    // A condition keeps some of the template's resources out of this stack.
    const retained = StackResources.map(({ LogicalResourceId = '' }) => LogicalResourceId).filter(
      (name) => source.Resources[name]?.DeletionPolicy?.startsWith('Retain'),
    );
    await client.send(new DeleteStackCommand({ StackName }));
    await machine.idle();
    expect((await describeStack(machine, StackId)).StackStatus).toBe('DELETE_COMPLETE');
    const skipped = (await events(machine, StackId))
      .filter((event) => event.ResourceStatus === 'DELETE_SKIPPED')
      .map((event) => event.LogicalResourceId);
    expect(retained).toEqual(expect.arrayContaining(['Repository', 'Artifacts']));
    expect(skipped.sort()).toEqual(retained.sort());
  });
});

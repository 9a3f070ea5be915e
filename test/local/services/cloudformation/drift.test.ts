import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStackDriftDetectionStatusCommand,
  type DescribeStackDriftDetectionStatusCommandOutput,
  DescribeStackResourceDriftsCommand,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  DetectStackDriftCommand,
  DetectStackResourceDriftCommand,
  ListStackResourcesCommand,
  type StackResourceDrift,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation';
import {
  CloudWatchLogsClient,
  DeleteLogGroupCommand,
  PutRetentionPolicyCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { serviceCaller } from '../../../../lib/local/base/caller';
import { services } from '../../../../lib/local/services';
import {
  type DetectionRecord,
  detectionsOf,
} from '../../../../lib/local/services/cloudformation/model/drift';
import { startMachine, type TestMachine, testAccount, testRegion } from '../../machine';
import { changeEverything, everyKind, log, parameter } from './every-kind';

let machine: TestMachine;
let cfn: CloudFormationClient;
beforeAll(async () => {
  machine = await startMachine();
  cfn = new CloudFormationClient(machine.client());
});
afterAll(() => machine.destroy());

const Capabilities: ['CAPABILITY_NAMED_IAM'] = ['CAPABILITY_NAMED_IAM'];

async function create(StackName: string, Resources: object, rest: object = {}) {
  const TemplateBody = JSON.stringify({ Resources });
  await cfn.send(new CreateStackCommand({ StackName, TemplateBody, Capabilities, ...rest }));
  await machine.idle();
  const stack = await describeStack(StackName);
  expect([stack?.StackStatus, stack?.StackStatusReason]).toEqual(['CREATE_COMPLETE', undefined]);
}

const isHere = (name: string) => Object.values(everyKind).some(({ Type }) => Type === name);
const isRecorded = (name: string) =>
  services.some(({ resources }) => resources?.[name]?.properties.length === 0);

async function describeStack(StackName: string) {
  return (await cfn.send(new DescribeStacksCommand({ StackName }))).Stacks?.[0];
}

async function detect(
  StackName: string,
  LogicalResourceIds?: string[],
): Promise<DescribeStackDriftDetectionStatusCommandOutput> {
  const { StackDriftDetectionId } = await cfn.send(
    new DetectStackDriftCommand({ StackName, LogicalResourceIds }),
  );
  await machine.idle();
  return cfn.send(new DescribeStackDriftDetectionStatusCommand({ StackDriftDetectionId }));
}

async function drifts(StackName: string): Promise<Record<string, StackResourceDrift>> {
  const { StackResourceDrifts = [] } = await cfn.send(
    new DescribeStackResourceDriftsCommand({ StackName }),
  );
  return Object.fromEntries(StackResourceDrifts.map((one) => [one.LogicalResourceId, one]));
}

async function statuses(StackName: string): Promise<Record<string, string | undefined>> {
  const { StackResourceSummaries = [] } = await cfn.send(
    new ListStackResourcesCommand({ StackName }),
  );
  return Object.fromEntries(
    StackResourceSummaries.map((one) => [
      one.LogicalResourceId,
      one.DriftInformation?.StackResourceDriftStatus,
    ]),
  );
}

/** Where a drifted resource differs: path, what the template says, what is there. */
function differencesIn(drift: StackResourceDrift | undefined) {
  return (drift?.PropertyDifferences ?? []).map((one) => [
    one.PropertyPath,
    one.ExpectedValue,
    one.ActualValue,
    one.DifferenceType,
  ]);
}

describe('drift', () => {
  test('can be told of every type that is not only recorded', () => {
    const types = services.flatMap(({ resources = {} }) => Object.entries(resources));
    const silent = types.filter(([, type]) => type.properties.length > 0 && !type.read);
    expect(silent.map(([name]) => name)).toEqual([]);
    expect(
      types.map(([name]) => name).filter((name) => !isHere(name) && !isRecorded(name)),
    ).toEqual([]);
  });

  test('of a stack that nobody touched is none, in every type that is executed', async () => {
    await create('untouched', everyKind);
    expect((await describeStack('untouched'))?.DriftInformation).toEqual({
      StackDriftStatus: 'NOT_CHECKED',
    });
    expect(await detect('untouched')).toMatchObject({
      DetectionStatus: 'DETECTION_COMPLETE',
      StackDriftStatus: 'IN_SYNC',
      DriftedStackResourceCount: 0,
    });
    const found = await drifts('untouched');
    expect(Object.values(found).flatMap(differencesIn)).toEqual([]);
    const { Queue, ...executed } = everyKind;
    const inSync = Object.fromEntries(Object.keys(executed).map((name) => [name, 'IN_SYNC']));
    expect(await statuses('untouched')).toEqual({ ...inSync, Queue: 'NOT_CHECKED' });
    expect(Object.keys(found)).toEqual(Object.keys(inSync).sort());
    const stack = await describeStack('untouched');
    expect(stack?.DriftInformation).toMatchObject({
      StackDriftStatus: 'IN_SYNC',
      LastCheckTimestamp: expect.any(Date),
    });
  });

  test('is found wherever somebody changed a resource behind the stack', async () => {
    const { StackResources = [] } = await cfn.send(
      new DescribeStackResourcesCommand({ StackName: 'untouched' }),
    );
    const id = Object.fromEntries(
      StackResources.map((one) => [one.LogicalResourceId, one.PhysicalResourceId ?? '']),
    );
    await changeEverything(machine, id);
    expect(await detect('untouched')).toMatchObject({ StackDriftStatus: 'DRIFTED' });
    const found = await drifts('untouched');
    const differences = Object.fromEntries(
      Object.entries(found).map(([name, drift]) => [name, differencesIn(drift)]),
    );
    expect(differences).toEqual({
      // No operation of the AWS on this machine changes these.
      Access: [],
      Pages: [],
      Role: [
        ['/ManagedPolicyArns/1', 'null', 'arn:aws:iam::aws:policy/ReadOnlyAccess', 'ADD'],
        [
          '/Policies/0/PolicyDocument/Statement/0/Action',
          's3:GetObject',
          's3:DeleteObject',
          'NOT_EQUAL',
        ],
        ['/Policies/1', JSON.stringify(everyKind.Role.Properties.Policies[1]), 'null', 'REMOVE'],
      ],
      Inline: [['/PolicyDocument/Statement/0/Condition', 'null', '{"Bool":{"a":"b"}}', 'ADD']],
      Managed: [['/PolicyDocument/Statement/0/Action', 'logs:*', '*', 'NOT_EQUAL']],
      Log: [['/RetentionInDays', '30', '7', 'NOT_EQUAL']],
      Parameter: [['/Value', 'text', 'other', 'NOT_EQUAL']],
      Key: [['/Description', 'one', 'two', 'NOT_EQUAL']],
      Alias: [
        ['/TargetKeyId', expect.stringContaining(id.Key ?? ''), expect.any(String), 'NOT_EQUAL'],
      ],
      Secret: [['/Description', 'one', 'two', 'NOT_EQUAL']],
      Bucket: [
        ['/LifecycleConfiguration/Rules/0/Prefix', 'a/', 'b/', 'NOT_EQUAL'],
        ['/LifecycleConfiguration/Rules/0/ExpirationInDays', '7', '9', 'NOT_EQUAL'],
        [
          '/LifecycleConfiguration/Rules/0/NoncurrentVersionExpirationInDays',
          '3',
          'null',
          'REMOVE',
        ],
        ['/Tags/0/Value', 'a', 'b', 'NOT_EQUAL'],
        ['/Tags/1', 'null', '{"Key":"more","Value":"c"}', 'ADD'],
      ],
      BucketPolicy: [
        ['/PolicyDocument/Statement/0/Action', 's3:DeleteBucket', 's3:*', 'NOT_EQUAL'],
      ],
      Repository: [['/RepositoryDescription', 'one', 'two', 'NOT_EQUAL']],
      Project: [['/Environment/EnvironmentVariables/0/Value', '1', '2', 'NOT_EQUAL']],
      Pipeline: [['/Stages/0/Actions/0/Configuration/BranchName', 'main', 'other', 'NOT_EQUAL']],
      Images: [['/ImageTagMutability', 'IMMUTABLE', 'MUTABLE', 'NOT_EQUAL']],
      Nightly: [['/ScheduleExpression', 'cron(0 2 * * ? *)', 'rate(1 day)', 'NOT_EQUAL']],
      Lock: [['/ScheduleExpression', 'rate(5 days)', 'rate(6 days)', 'NOT_EQUAL']],
      Schedules: [['/Tags/0/Value', 'one', 'two', 'NOT_EQUAL']],
      Provider: [],
      Rule: [
        ['/EventPattern/source/0', 'aws.codecommit', 'aws.s3', 'NOT_EQUAL'],
        ['/Targets/0', expect.stringContaining('"Id":"pipeline"'), 'null', 'REMOVE'],
      ],
    });
    expect(JSON.parse(found.Log?.ActualProperties ?? '')).toEqual({
      LogGroupName: '/every',
      RetentionInDays: 7,
    });
  });
});

describe('detecting drift', () => {
  const logs = () => new CloudWatchLogsClient(machine.client());

  test('tells a resource that is gone, and forgets it once the stack has it again', async () => {
    await create('gone', { Log: log({ LogGroupName: '/gone' }), Other: parameter('/gone', 'a') });
    await logs().send(new DeleteLogGroupCommand({ logGroupName: '/gone' }));
    expect(await detect('gone')).toMatchObject({
      StackDriftStatus: 'DRIFTED',
      DriftedStackResourceCount: 1,
    });
    expect(await statuses('gone')).toEqual({ Log: 'DELETED', Other: 'IN_SYNC' });
    const { StackResourceDrifts } = await cfn.send(
      new DescribeStackResourceDriftsCommand({
        StackName: 'gone',
        StackResourceDriftStatusFilters: ['MODIFIED', 'DELETED'],
      }),
    );
    expect(StackResourceDrifts).toMatchObject([
      {
        LogicalResourceId: 'Log',
        PhysicalResourceId: '/gone',
        ResourceType: 'AWS::Logs::LogGroup',
      },
    ]);
    expect(StackResourceDrifts?.[0]?.ActualProperties).toBeUndefined();
    await cfn.send(
      new UpdateStackCommand({
        StackName: 'gone',
        TemplateBody: JSON.stringify({
          Resources: { Log: log({ LogGroupName: '/again' }), Other: parameter('/gone', 'a') },
        }),
      }),
    );
    await machine.idle();
    expect(await statuses('gone')).toEqual({ Log: 'NOT_CHECKED', Other: 'IN_SYNC' });
  });

  test('of one resource makes the stack drifted when that resource is', async () => {
    await create('single', {
      A: log({ LogGroupName: '/a', RetentionInDays: 7 }),
      B: parameter('/b', 'b'),
    });
    const one = (LogicalResourceId: string) =>
      cfn.send(new DetectStackResourceDriftCommand({ StackName: 'single', LogicalResourceId }));
    expect((await one('A')).StackResourceDrift?.StackResourceDriftStatus).toBe('IN_SYNC');
    expect((await describeStack('single'))?.DriftInformation?.StackDriftStatus).toBe('NOT_CHECKED');
    await logs().send(new PutRetentionPolicyCommand({ logGroupName: '/a', retentionInDays: 1 }));
    expect(await one('A')).toMatchObject({
      StackResourceDrift: {
        StackResourceDriftStatus: 'MODIFIED',
        PropertyDifferences: [{ PropertyPath: '/RetentionInDays', ActualValue: '1' }],
      },
    });
    expect((await describeStack('single'))?.DriftInformation?.StackDriftStatus).toBe('DRIFTED');
    expect(await statuses('single')).toEqual({ A: 'MODIFIED', B: 'NOT_CHECKED' });
  });

  test('looks at the resources asked for only', async () => {
    await create('chosen', { A: log({ LogGroupName: '/c' }), B: parameter('/c', 'b') });
    await logs().send(new DeleteLogGroupCommand({ logGroupName: '/c' }));
    expect(await detect('chosen', ['B'])).toMatchObject({ DriftedStackResourceCount: 0 });
    expect(await statuses('chosen')).toEqual({ A: 'NOT_CHECKED', B: 'IN_SYNC' });
    await expect(detect('chosen', ['C'])).rejects.toMatchObject({ name: 'ValidationError' });
  });

  test('shows nothing of what came from a NoEcho parameter, changed or not', async () => {
    await create(
      'quiet',
      { One: parameter('/quiet', { Ref: 'Word' }) },
      {
        Parameters: [{ ParameterKey: 'Word', ParameterValue: 'swordfish' }],
        TemplateBody: JSON.stringify({
          Parameters: { Word: { Type: 'String', NoEcho: true } },
          Resources: { One: parameter('/quiet', { Ref: 'Word' }) },
        }),
      },
    );
    await detect('quiet');
    expect(JSON.stringify(await drifts('quiet'))).not.toContain('swordfish');
    await new SSMClient(machine.client()).send(
      new PutParameterCommand({ Name: '/quiet', Value: 'sawfish', Overwrite: true }),
    );
    await detect('quiet');
    const found = await drifts('quiet');
    expect(differencesIn(found.One)).toEqual([['/Value', '****', '****', 'NOT_EQUAL']]);
    expect(JSON.stringify(found)).not.toMatch(/swordfish|sawfish/);
  });

  test('that the server died over has failed after a restart', async () => {
    await create('cut', { A: log({ LogGroupName: '/cut' }) });
    const { StackDriftDetectionId = '' } = await detect('cut');
    const home = machine.machine.context(serviceCaller(testAccount), testRegion);
    const known = detectionsOf(home).get(StackDriftDetectionId) as DetectionRecord;
    detectionsOf(home).put(known.id, { ...known, status: 'DETECTION_IN_PROGRESS' });
    await expect(detect('cut')).rejects.toThrow(/already in progress/);
    machine = await machine.restart();
    cfn = new CloudFormationClient(machine.client());
    const command = new DescribeStackDriftDetectionStatusCommand({ StackDriftDetectionId });
    expect(await cfn.send(command)).toMatchObject({
      DetectionStatus: 'DETECTION_FAILED',
      DetectionStatusReason: expect.stringContaining('stopped'),
    });
    expect(await detect('cut')).toMatchObject({ DetectionStatus: 'DETECTION_COMPLETE' });
  });

  test('is refused for an unknown stack and a type that is only recorded', async () => {
    await create('queues', { Queue: { Type: 'AWS::SQS::Queue', Properties: {} } });
    await expect(
      cfn.send(
        new DetectStackResourceDriftCommand({ StackName: 'queues', LogicalResourceId: 'Queue' }),
      ),
    ).rejects.toMatchObject({ name: 'ValidationError' });
    await expect(detect('nowhere')).rejects.toMatchObject({ name: 'ValidationError' });
    const StackDriftDetectionId = 'a-b';
    await expect(
      cfn.send(new DescribeStackDriftDetectionStatusCommand({ StackDriftDetectionId })),
    ).rejects.toMatchObject({ name: 'ValidationError' });
    expect(await detect('queues')).toMatchObject({ StackDriftStatus: 'NOT_CHECKED' });
  });
});

import {
  CreateChangeSetCommand,
  type CreateChangeSetCommandInput,
  DescribeChangeSetCommand,
  DescribeEventsCommand,
  type OperationEvent,
} from '@aws-sdk/client-cloudformation';
import { template as installed } from '../../../bootstrap/template';
import { startMachine, type TestMachine } from '../../machine';
import { clientOf, create, template } from './stacks';

let machine: TestMachine;
beforeAll(async () => {
  machine = await startMachine();
});
afterAll(() => machine.destroy());

interface Proposed {
  readonly id: string;
  readonly status: string | undefined;
  readonly reason: string | undefined;
  readonly failed: OperationEvent[];
}

/** Makes a change set for a new stack, and asks why it failed. */
async function propose(
  resources: Parameters<typeof template>[0],
  options: Partial<CreateChangeSetCommandInput> = {},
): Promise<Proposed> {
  const client = clientOf(machine);
  const { Id = '' } = await client.send(
    new CreateChangeSetCommand({
      StackName: `stack-${Math.random().toString(36).slice(2)}`,
      ChangeSetName: 'changes',
      ChangeSetType: 'CREATE',
      TemplateBody: template(resources),
      Capabilities: ['CAPABILITY_NAMED_IAM'],
      ...options,
    }),
  );
  await machine.idle();
  const { Status, StatusReason } = await client.send(
    new DescribeChangeSetCommand({ ChangeSetName: Id }),
  );
  const { OperationEvents = [] } = await client.send(
    new DescribeEventsCommand({ ChangeSetName: Id, Filters: { FailedEvents: true } }),
  );
  return { id: Id, status: Status, reason: StatusReason, failed: OperationEvents };
}

const queue = (Properties: object) => ({ Type: 'AWS::SQS::Queue', Properties });
const bucket = (Properties: object) => ({ Type: 'AWS::S3::Bucket', Properties });

const said = (...names: string[]) =>
  `The following hook(s)/validation failed: [${names.join(', ')}]. To troubleshoot Early Validation errors, use the DescribeEvents API for detailed failure information.`;
const [ofProperties, ofNames] = [
  'AWS::EarlyValidation::PropertyValidation',
  'AWS::EarlyValidation::ResourceExistenceCheck',
];

describe('a change set fails before it can be executed', () => {
  test('for a property that the type does not have, which only its events name', async () => {
    const { status, reason, failed } = await propose({
      Jobs: queue({ VisibilityTimeoutSeconds: 30 }),
    });
    expect([status, reason]).toEqual(['FAILED', said(ofProperties)]);
    expect(failed).toEqual([
      {
        EventId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        StackId: expect.stringMatching(/^arn:aws:cloudformation:/),
        OperationId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        OperationType: 'CREATE_CHANGESET',
        EventType: 'VALIDATION_ERROR',
        LogicalResourceId: 'Jobs',
        PhysicalResourceId: '',
        ResourceType: 'AWS::SQS::Queue',
        Timestamp: expect.any(Date),
        ValidationFailureMode: 'FAIL',
        ValidationName: 'PROPERTY_VALIDATION',
        ValidationStatus: 'FAILED',
        ValidationStatusReason: '#: extraneous key [VisibilityTimeoutSeconds] is not permitted',
        ValidationPath: '/Resources/Jobs/Properties',
      },
    ]);
  });

  // The first is the example of AWS's own guide.
  test.each([
    [
      bucket({ NotificationConfiguration: { QueueConfigurations: [{ Queue: 'a' }] } }),
      '#/NotificationConfiguration/QueueConfigurations/0: required key [Event] not found',
      '/NotificationConfiguration/QueueConfigurations/0',
    ],
    [
      bucket({ VersioningConfiguration: 'Enabled' }),
      '#/VersioningConfiguration: expected type: JSONObject, found: String',
      '/VersioningConfiguration',
    ],
    [bucket({ Tags: {} }), '#/Tags: expected type: JSONArray, found: JSONObject', '/Tags'],
    [
      queue({ QueueName: ['a'] }),
      '#/QueueName: expected type: String, found: JSONArray',
      '/QueueName',
    ],
    [
      queue({ DelaySeconds: 'ten' }),
      '#/DelaySeconds: expected type: Number, found: String',
      '/DelaySeconds',
    ],
    [
      queue({ FifoQueue: 'yes' }),
      '#/FifoQueue: expected type: Boolean, found: String',
      '/FifoQueue',
    ],
    [
      { Type: 'AWS::SSM::Parameter', Properties: { Type: 'String' } },
      '#: required key [Value] not found',
      '',
    ],
  ])('for a property that is not as its schema says: %j', async (resource, reason, path) => {
    const { failed, reason: whole } = await propose({ One: resource });
    expect(whole).toBe(said(ofProperties));
    expect(failed).toMatchObject([
      { ValidationStatusReason: reason, ValidationPath: `/Resources/One/Properties${path}` },
    ]);
  });

  test('for the name of something that is there already, in whatever stack', async () => {
    await create(machine, 'owner', template({ Mine: bucket({ BucketName: 'taken' }) }));
    const { reason, failed } = await propose({ Other: bucket({ BucketName: 'taken' }) });
    expect(reason).toBe(said(ofNames));
    expect(failed).toMatchObject([
      {
        LogicalResourceId: 'Other',
        ValidationName: 'NAME_CONFLICT_VALIDATION',
        ValidationStatusReason:
          "Resource of type 'AWS::S3::Bucket' with identifier 'taken' already exists.",
        ValidationPath: '/Resources/Other',
      },
    ]);
  });

  test('for all of it at once', async () => {
    await create(machine, 'twice', template({ Mine: bucket({ BucketName: 'twice' }) }));
    const { reason, failed } = await propose({
      Jobs: queue({ Colour: 'red', Delay: 1 }),
      Other: bucket({ BucketName: 'twice' }),
    });
    expect(reason).toBe(said(ofProperties, ofNames));
    expect(failed.map((event) => event.LogicalResourceId)).toEqual(['Jobs', 'Jobs', 'Other']);
  });
});

describe('a change set does not fail early', () => {
  test.each([
    [
      'scalars that are written as text',
      { Jobs: queue({ DelaySeconds: '10', FifoQueue: 'false' }) },
    ],
    [
      'what is only known later',
      {
        First: queue({}),
        Jobs: queue({
          RedrivePolicy: { Ref: 'First' },
          DelaySeconds: { 'Fn::GetAtt': ['First', 'Arn'] },
        }),
      },
    ],
    [
      'a dynamic reference in place of a number',
      { Jobs: queue({ DelaySeconds: '{{resolve:ssm:/delay}}' }) },
    ],
    [
      'types that AWS does not validate, which fail when they are made',
      { Role: { Type: 'AWS::IAM::Role', Properties: { Colour: 'red' } } },
    ],
  ])('for %s', async (_, resources) => {
    expect(await propose(resources)).toMatchObject({ status: 'CREATE_COMPLETE', failed: [] });
  });

  test('for patterns and documents, which may say anything', async () => {
    const EventPattern = { source: ['aws.codecommit'], detail: { event: ['referenceUpdated'] } };
    const PolicyDocument = { Version: '2012-10-17', Statement: [] };
    const proposed = await propose({
      Rule: { Type: 'AWS::Events::Rule', Properties: { EventPattern, Targets: [] } },
      Rights: { Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument } },
    });
    expect(proposed).toMatchObject({ status: 'CREATE_COMPLETE', failed: [] });
  });

  test('for the template of an environment', async () => {
    const proposed = await propose(
      {},
      {
        TemplateBody: JSON.stringify(installed()),
        Parameters: [
          { ParameterKey: 'Application', ParameterValue: 'shop' },
          { ParameterKey: 'Environment', ParameterValue: 'dev' },
        ],
      },
    );
    expect(proposed).toMatchObject({ status: 'CREATE_COMPLETE', failed: [] });
  });

  test('for a resource that is to be taken over', async () => {
    const kept = { Mine: { ...bucket({ BucketName: 'kept' }), DeletionPolicy: 'Retain' } };
    const client = clientOf(machine);
    const { S3Client, CreateBucketCommand } = await import('@aws-sdk/client-s3');
    await new S3Client({ ...machine.client(), forcePathStyle: true }).send(
      new CreateBucketCommand({ Bucket: 'kept' }),
    );
    expect((await propose(kept)).reason).toBe(said(ofNames));
    const { id, status } = await propose(kept, { ImportExistingResources: true });
    expect(status).toBe('CREATE_COMPLETE');
    const { OperationEvents } = await client.send(new DescribeEventsCommand({ ChangeSetName: id }));
    expect(OperationEvents?.map((event) => event.OperationStatus)).toEqual([
      'SUCCEEDED',
      'IN_PROGRESS',
    ]);
  });
});

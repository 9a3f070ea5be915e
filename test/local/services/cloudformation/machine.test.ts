import {
  CreateChangeSetCommand,
  DeleteStackCommand,
  DescribeChangeSetCommand,
  ExecuteChangeSetCommand,
  RollbackStackCommand,
} from '@aws-sdk/client-cloudformation';
import {
  CodeCommitClient,
  CreateRepositoryCommand,
  GetRepositoryCommand,
} from '@aws-sdk/client-codecommit';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { GetParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { startMachine, type TestMachine } from '../../machine';
import {
  clientOf,
  create,
  describe as describeStack,
  events,
  outputs,
  template,
  update,
} from './stacks';

let machine: TestMachine;
let ssm: SSMClient;
beforeAll(async () => {
  machine = await startMachine();
  ssm = new SSMClient(machine.client());
});
afterAll(() => machine.destroy());

const store = (Name: string, Value: string) =>
  ssm.send(new PutParameterCommand({ Name, Value, Type: 'String', Overwrite: true }));

const parameter = (Value: unknown) => ({
  Type: 'AWS::SSM::Parameter',
  Properties: { Name: '/made', Type: 'String', Value },
});

const made = async () =>
  (await ssm.send(new GetParameterCommand({ Name: '/made' }))).Parameter?.Value;

async function remove(StackName: string): Promise<void> {
  await clientOf(machine).send(new DeleteStackCommand({ StackName }));
  await machine.idle();
}

describe('a stack among the other services', () => {
  test('is made from a template in a bucket', async () => {
    const s3 = new S3Client(machine.client());
    await s3.send(
      new CreateBucketCommand({
        Bucket: 'templates',
        CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' },
      }),
    );
    const Body = template({ P: parameter('from a bucket') });
    await s3.send(new PutObjectCommand({ Bucket: 'templates', Key: 'a/b c.json', Body }));
    for (const TemplateURL of [
      `${machine.endpoint}/templates/a/b%20c.json`,
      'https://templates.s3.eu-west-1.amazonaws.com/a/b%20c.json',
      'https://s3.amazonaws.com/templates/a/b%20c.json',
    ]) {
      const stack = await create(machine, 'by-url', '', { TemplateBody: undefined, TemplateURL });
      expect(stack.StackStatus).toBe('CREATE_COMPLETE');
      expect(await made()).toBe('from a bucket');
      await remove('by-url');
    }
    const missing = { TemplateBody: undefined, TemplateURL: `${machine.endpoint}/templates/none` };
    await expect(create(machine, 'by-url', '', missing)).rejects.toMatchObject({
      name: 'ValidationError',
      message: expect.stringMatching(/^S3 error: /),
    });
  });

  test('reads parameters from the parameter store', async () => {
    await store('/given', 'a');
    const body = template(
      { P: parameter({ Ref: 'Given' }) },
      { Parameters: { Given: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/given' } } },
    );
    const stack = await create(machine, 'stored', body);
    expect(stack.Parameters).toEqual([
      { ParameterKey: 'Given', ParameterValue: '/given', ResolvedValue: 'a' },
    ]);
    await store('/given', 'b');
    await update(machine, 'stored', body);
    expect(await made()).toBe('b');
    await remove('stored');
    const none = { Parameters: [{ ParameterKey: 'Given', ParameterValue: '/nowhere' }] };
    await expect(create(machine, 'stored', body, none)).rejects.toThrow(
      'Unable to fetch parameters [/nowhere] from parameter store for this account.',
    );
  });

  test('resolves dynamic references without showing what they stand for', async () => {
    await store('/secret', 'hush');
    await create(machine, 'dynamic', template({ P: parameter('<{{resolve:ssm:/secret}}>') }));
    expect(await made()).toBe('<hush>');
    const shown = JSON.stringify(await events(machine, 'dynamic'));
    expect(shown).toContain('{{resolve:ssm:/secret}}');
    expect(shown).not.toContain('hush');
    await remove('dynamic');
    const bad = await create(
      machine,
      'undynamic',
      template({ P: parameter('{{resolve:ssm:/no}}') }),
    );
    expect(bad.StackStatus).toBe('ROLLBACK_COMPLETE');
  });
});

describe('a repository that is there already', () => {
  const body = (description: string, rest: object = {}) =>
    template({
      Repo: {
        Type: 'AWS::CodeCommit::Repository',
        DeletionPolicy: 'Retain',
        Properties: { RepositoryName: 'kept', RepositoryDescription: description },
      },
      ...rest,
    });

  const description = async () => {
    const { repositoryMetadata } = await new CodeCommitClient(machine.client()).send(
      new GetRepositoryCommand({ repositoryName: 'kept' }),
    );
    return repositoryMetadata?.repositoryDescription;
  };

  async function propose(StackName: string, TemplateBody: string): Promise<string | undefined> {
    const client = clientOf(machine);
    const which = { StackName, ChangeSetName: 'take' };
    await client.send(
      new CreateChangeSetCommand({
        ...which,
        ChangeSetType: 'CREATE',
        TemplateBody,
        ImportExistingResources: true,
      }),
    );
    await machine.idle();
    const { Changes } = await client.send(new DescribeChangeSetCommand(which));
    await client.send(new ExecuteChangeSetCommand(which));
    await machine.idle();
    return Changes?.[0]?.ResourceChange?.Action;
  }

  beforeAll(async () => {
    await new CodeCommitClient(machine.client()).send(
      new CreateRepositoryCommand({ repositoryName: 'kept', repositoryDescription: 'first' }),
    );
  });

  test('is not taken over unasked', async () => {
    const stack = await create(machine, 'unasked', body('second'));
    expect(stack.StackStatus).toBe('ROLLBACK_COMPLETE');
    expect(await description()).toBe('first');
  });

  test('survives the rollback of the stack that took it over', async () => {
    const Bad = { Type: 'AWS::No::Such', DependsOn: 'Repo' };
    expect(await propose('failing', body('first', { Bad }))).toBe('Import');
    expect((await describeStack(machine, 'failing')).StackStatus).toBe('ROLLBACK_COMPLETE');
    expect(await description()).toBe('first');
  });

  test('is taken over when asked for, and brought to what the template says', async () => {
    expect(await propose('taking', body('second'))).toBe('Import');
    expect((await describeStack(machine, 'taking')).StackStatus).toBe('CREATE_COMPLETE');
    expect(await description()).toBe('second');
    expect((await events(machine, 'taking')).map((event) => event.ResourceStatus)).toContain(
      'IMPORT_COMPLETE',
    );
  });

  test('is not taken from another stack', async () => {
    expect(await propose('thief', body('third'))).toBe('Add');
    expect((await describeStack(machine, 'thief')).StackStatus).toBe('ROLLBACK_COMPLETE');
    expect(await description()).toBe('second');
  });
});

describe('a role for CloudFormation', () => {
  const body = template({ T: { Type: 'AWS::CDK::Metadata' } });

  test('must be one of the account', async () => {
    const RoleARN = 'arn:aws:iam::111111111111:role/none';
    await expect(create(machine, 'roleless', body, { RoleARN })).rejects.toMatchObject({
      name: 'ValidationError',
      message: `Role ${RoleARN} is invalid or cannot be assumed`,
    });
  });

  test('stays with the stack', async () => {
    const trust = {
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Service: 'cloudformation.amazonaws.com' },
          Action: 'sts:AssumeRole',
        },
      ],
    };
    const PolicyDocument = { Statement: [{ Effect: 'Allow', Action: 'ssm:*', Resource: '*' }] };
    const Policies = [{ PolicyName: 'parameters', PolicyDocument }];
    const Properties = { AssumeRolePolicyDocument: trust, Policies };
    const maker = template(
      { R: { Type: 'AWS::IAM::Role', Properties } },
      { Outputs: { Arn: { Value: { 'Fn::GetAtt': 'R.Arn' } } } },
    );
    const made = await create(machine, 'maker', maker, { Capabilities: ['CAPABILITY_IAM'] });
    const RoleARN = outputs(made).Arn;
    const stack = await create(machine, 'roled', body, { RoleARN });
    expect(stack).toMatchObject({ StackStatus: 'CREATE_COMPLETE', RoleARN });
  });

  test('may be named for taking back what failed', async () => {
    const twice = template({ P: parameter('x'), Q: { ...parameter('y'), DependsOn: 'P' } });
    const failed = await create(machine, 'unrolled', twice, { DisableRollback: true });
    expect(failed.StackStatus).toBe('CREATE_FAILED');
    const back = (RoleARN: string) =>
      clientOf(machine).send(new RollbackStackCommand({ StackName: 'unrolled', RoleARN }));
    await expect(back('arn:aws:iam::111111111111:role/none')).rejects.toThrow(
      'is invalid or cannot be assumed',
    );
    const { Outputs } = await describeStack(machine, 'maker');
    const [role = ''] = Outputs?.map(({ OutputValue }) => OutputValue) ?? [];
    await back(role);
    await machine.idle();
    expect(await describeStack(machine, 'unrolled')).toMatchObject({
      StackStatus: 'ROLLBACK_COMPLETE',
      RoleARN: role,
    });
  });
});

test('outputs of a stack can be those of another through an export', async () => {
  await create(
    machine,
    'giver',
    template({ P: parameter('x') }, { Outputs: { O: { Value: 'given', Export: { Name: 'n' } } } }),
  );
  const taker = await create(
    machine,
    'taker',
    template(
      { T: { Type: 'AWS::CDK::Metadata', Properties: { Analytics: 'v2' } } },
      { Outputs: { O: { Value: { 'Fn::ImportValue': 'n' } } } },
    ),
  );
  expect(outputs(taker)).toEqual({ O: 'given' });
});

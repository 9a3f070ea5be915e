import {
  CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStackEventsCommand,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation';
import { CloudWatchLogsClient, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  GetRolePolicyCommand,
  IAMClient,
  ListAttachedRolePoliciesCommand,
} from '@aws-sdk/client-iam';
import { DescribeKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import {
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketPolicyCommand,
  GetBucketVersioningCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { startMachine, type TestMachine, testAccount, testRegion } from '../machine';

let machine: TestMachine;
let cfn: CloudFormationClient;
beforeAll(async () => {
  machine = await startMachine();
  cfn = new CloudFormationClient(machine.client());
});
afterAll(() => machine.destroy());

const trust = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { Service: 'codebuild.amazonaws.com' },
      Action: 'sts:AssumeRole',
    },
  ],
};
const policy = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }],
};

const keyPolicy = {
  Version: '2012-10-17',
  Statement: [
    {
      ...{ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${testAccount}:root` } },
      ...{ Action: 'kms:*', Resource: '*' },
    },
  ],
};

const resources = {
  Role: {
    Type: 'AWS::IAM::Role',
    Properties: {
      AssumeRolePolicyDocument: trust,
      ManagedPolicyArns: [{ Ref: 'Managed' }],
      Policies: [{ PolicyName: 'inside', PolicyDocument: policy }],
    },
  },
  Inline: {
    Type: 'AWS::IAM::Policy',
    Properties: { PolicyName: 'beside', PolicyDocument: policy, Roles: [{ Ref: 'Role' }] },
  },
  Managed: { Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument: policy } },
  Log: {
    Type: 'AWS::Logs::LogGroup',
    Properties: { LogGroupName: '/app', RetentionInDays: '30' },
  },
  Parameter: {
    Type: 'AWS::SSM::Parameter',
    Properties: { Name: '/app/key', Type: 'String', Value: { 'Fn::GetAtt': ['Key', 'Arn'] } },
  },
  Key: { Type: 'AWS::KMS::Key', Properties: { KeyPolicy: keyPolicy, Description: 'of a stack' } },
  Alias: {
    Type: 'AWS::KMS::Alias',
    Properties: { AliasName: 'alias/app', TargetKeyId: { Ref: 'Key' } },
  },
  Secret: {
    Type: 'AWS::SecretsManager::Secret',
    Properties: { Name: 'made', GenerateSecretString: { PasswordLength: 20 } },
  },
  Bucket: {
    Type: 'AWS::S3::Bucket',
    Properties: {
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [
          { ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' }, BucketKeyEnabled: 'true' },
        ],
      },
      LifecycleConfiguration: {
        Rules: [{ Id: 'old', Status: 'Enabled', ExpirationInDays: 7 }],
      },
      VersioningConfiguration: { Status: 'Enabled' },
    },
  },
  BucketPolicy: {
    Type: 'AWS::S3::BucketPolicy',
    Properties: {
      Bucket: { Ref: 'Bucket' },
      PolicyDocument: {
        Statement: [
          {
            Effect: 'Allow',
            Principal: { AWS: '222222222222' },
            Action: 's3:ListBucket',
            Resource: { 'Fn::GetAtt': ['Bucket', 'Arn'] },
          },
        ],
      },
    },
  },
};

const body = (changes: object = {}) =>
  JSON.stringify({
    Resources: { ...resources, ...changes },
    Outputs: {
      RoleArn: { Value: { 'Fn::GetAtt': ['Role', 'Arn'] } },
      LogArn: { Value: { 'Fn::GetAtt': ['Log', 'Arn'] } },
      BucketArn: { Value: { 'Fn::GetAtt': ['Bucket', 'Arn'] } },
    },
  });

const StackName = 'resources';
const Capabilities: ['CAPABILITY_NAMED_IAM'] = ['CAPABILITY_NAMED_IAM'];

async function settled() {
  await machine.idle();
  const { Stacks } = await cfn.send(new DescribeStacksCommand({ StackName }));
  return Stacks?.[0];
}

async function physicalIds(): Promise<Record<string, string>> {
  const { StackResources = [] } = await cfn.send(new DescribeStackResourcesCommand({ StackName }));
  return Object.fromEntries(
    StackResources.map((one) => [one.LogicalResourceId, one.PhysicalResourceId ?? '']),
  );
}

describe('resources of a stack', () => {
  let ids: Record<string, string>;

  test('are made as the services themselves would have made them', async () => {
    await cfn.send(new CreateStackCommand({ StackName, TemplateBody: body(), Capabilities }));
    const stack = await settled();
    expect([stack?.StackStatus, stack?.StackStatusReason]).toEqual(['CREATE_COMPLETE', undefined]);
    ids = await physicalIds();
    const outputs = Object.fromEntries(
      (stack?.Outputs ?? []).map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]),
    );
    expect(outputs).toEqual({
      RoleArn: `arn:aws:iam::${testAccount}:role/${ids.Role}`,
      LogArn: `arn:aws:logs:${testRegion}:${testAccount}:log-group:/app:*`,
      BucketArn: `arn:aws:s3:::${ids.Bucket}`,
    });
    expect(ids.Bucket).toMatch(/^resources-bucket-[a-z0-9]+$/);
  });

  test('of IAM', async () => {
    const iam = new IAMClient(machine.client());
    const RoleName = ids.Role;
    for (const PolicyName of ['inside', 'beside']) {
      const found = await iam.send(new GetRolePolicyCommand({ RoleName, PolicyName }));
      expect(JSON.parse(decodeURIComponent(found.PolicyDocument ?? ''))).toEqual(policy);
    }
    const { AttachedPolicies } = await iam.send(new ListAttachedRolePoliciesCommand({ RoleName }));
    expect(AttachedPolicies?.map(({ PolicyArn }) => PolicyArn)).toEqual([ids.Managed]);
  });

  test('of KMS, Secrets Manager, Parameter Store and Logs', async () => {
    const kms = new KMSClient(machine.client());
    const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId: 'alias/app' }));
    expect(KeyMetadata).toMatchObject({ KeyId: ids.Key, Description: 'of a stack' });
    const ssm = new SSMClient(machine.client());
    const { Parameter } = await ssm.send(new GetParameterCommand({ Name: '/app/key' }));
    expect(Parameter?.Value).toBe(KeyMetadata?.Arn);
    const secrets = new SecretsManagerClient(machine.client());
    const { SecretString } = await secrets.send(new GetSecretValueCommand({ SecretId: 'made' }));
    expect(SecretString).toHaveLength(20);
    const logs = new CloudWatchLogsClient(machine.client());
    const { logGroups } = await logs.send(new DescribeLogGroupsCommand({}));
    expect(logGroups).toMatchObject([{ logGroupName: '/app', retentionInDays: 30 }]);
  });

  test('of S3, configured in its own words', async () => {
    const s3 = new S3Client(machine.client());
    const Bucket = ids.Bucket;
    const { ServerSideEncryptionConfiguration } = await s3.send(
      new GetBucketEncryptionCommand({ Bucket }),
    );
    expect(ServerSideEncryptionConfiguration?.Rules).toEqual([
      {
        ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' },
        BucketKeyEnabled: true,
      },
    ]);
    const { Rules } = await s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket }));
    expect(Rules).toMatchObject([{ ID: 'old', Status: 'Enabled', Expiration: { Days: 7 } }]);
    const { Status } = await s3.send(new GetBucketVersioningCommand({ Bucket }));
    expect(Status).toBe('Enabled');
    const { Policy = '' } = await s3.send(new GetBucketPolicyCommand({ Bucket }));
    expect(JSON.parse(Policy)).toMatchObject({
      Statement: [{ Principal: { AWS: '222222222222' }, Resource: `arn:aws:s3:::${Bucket}` }],
    });
  });

  test('change in place, and what no longer belongs to them goes', async () => {
    const { Policies, ...kept } = resources.Role.Properties;
    const changed = body({
      Role: { ...resources.Role, Properties: kept },
      Log: { ...resources.Log, Properties: { LogGroupName: '/app', RetentionInDays: 7 } },
    });
    await cfn.send(new UpdateStackCommand({ StackName, TemplateBody: changed, Capabilities }));
    expect((await settled())?.StackStatus).toBe('UPDATE_COMPLETE');
    expect(await physicalIds()).toEqual(ids);
    const iam = new IAMClient(machine.client());
    const gone = new GetRolePolicyCommand({ RoleName: ids.Role, PolicyName: 'inside' });
    await expect(iam.send(gone)).rejects.toMatchObject({ name: 'NoSuchEntityException' });
    const logs = new CloudWatchLogsClient(machine.client());
    const { logGroups } = await logs.send(new DescribeLogGroupsCommand({}));
    expect(logGroups).toMatchObject([{ retentionInDays: 7 }]);
  });

  test('are gone with the stack, the key after its days', async () => {
    await cfn.send(new DeleteStackCommand({ StackName }));
    await machine.idle();
    await expect(cfn.send(new DescribeStacksCommand({ StackName }))).rejects.toMatchObject({
      name: 'ValidationError',
    });
    const kms = new KMSClient(machine.client());
    const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId: ids.Key }));
    expect(KeyMetadata?.KeyState).toBe('PendingDeletion');
    const s3 = new S3Client(machine.client());
    await expect(
      s3.send(new GetBucketVersioningCommand({ Bucket: ids.Bucket })),
    ).rejects.toMatchObject({ name: 'NoSuchBucket' });
    const secrets = new SecretsManagerClient(machine.client());
    await expect(
      secrets.send(new GetSecretValueCommand({ SecretId: 'made' })),
    ).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });
});

describe('AWS::IAM::OIDCProvider', () => {
  const provider = (Url: string) => ({
    Type: 'AWS::IAM::OIDCProvider',
    Properties: { Url, ClientIdList: ['sts.amazonaws.com'] },
  });
  const make = async (StackName: string, Resources: object) => {
    const TemplateBody = JSON.stringify({ Resources });
    await cfn.send(
      new CreateStackCommand({ StackName, TemplateBody, Capabilities: ['CAPABILITY_NAMED_IAM'] }),
    );
    await machine.idle();
    const { Stacks } = await cfn.send(new DescribeStacksCommand({ StackName }));
    return Stacks?.[0]?.StackStatus;
  };

  test('is made once for an address in an account, and again after it was deleted', async () => {
    const url = 'https://token.example.invalid/path';
    expect(await make('first-provider', { P: provider(url) })).toBe('CREATE_COMPLETE');
    const { StackResources } = await cfn.send(
      new DescribeStackResourcesCommand({ StackName: 'first-provider' }),
    );
    expect(StackResources?.[0]?.PhysicalResourceId).toBe(
      `arn:aws:iam::${testAccount}:oidc-provider/token.example.invalid/path`,
    );
    expect(await make('second-provider', { P: provider(url) })).toBe('ROLLBACK_COMPLETE');
    await cfn.send(new DeleteStackCommand({ StackName: 'first-provider' }));
    await machine.idle();
    expect(await make('third-provider', { P: provider(url) })).toBe('CREATE_COMPLETE');
  });

  test('is refused for what is no https address', async () => {
    expect(await make('no-provider', { P: provider('http://example.invalid') })).toBe(
      'ROLLBACK_COMPLETE',
    );
  });
});

describe('AWS::S3::Bucket', () => {
  const failure = async (StackName: string, Properties: object) => {
    const TemplateBody = JSON.stringify({
      Resources: { B: { Type: 'AWS::S3::Bucket', Properties } },
    });
    await cfn.send(new CreateStackCommand({ StackName, TemplateBody }));
    await machine.idle();
    const { StackEvents } = await cfn.send(new DescribeStackEventsCommand({ StackName }));
    return StackEvents?.find(({ ResourceStatus }) => ResourceStatus === 'CREATE_FAILED')
      ?.ResourceStatusReason;
  };
  const owned = (ObjectOwnership: string) => ({
    OwnershipControls: { Rules: [{ ObjectOwnership }] },
  });

  test('takes the ACLs that say no more than that the bucket is its owner’s', async () => {
    const AccessControl = 'BucketOwnerFullControl';
    expect(await failure('acl-owner', { AccessControl })).toBeUndefined();
    const kept = { AccessControl: 'Private', ...owned('BucketOwnerEnforced') };
    expect(await failure('acl-private', kept)).toBeUndefined();
  });

  test('refuses others as AWS does, and by name where AWS would not', async () => {
    const AccessControl = 'LogDeliveryWrite';
    expect(await failure('acl-enforced', { AccessControl })).toContain('BucketOwnerEnforced');
    expect(await failure('acl-kept', { AccessControl, ...owned('ObjectWriter') })).toContain(
      's3:AccessControl LogDeliveryWrite is not implemented',
    );
  });
});

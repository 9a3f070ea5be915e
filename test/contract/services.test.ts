/**
 * What must be the same here and on AWS. `GITENV_TEST_AWS=1 npx jest test/contract/services` runs it in the account
 * that the environment's credentials belong to; everything it makes there it removes again.
 */
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  DeleteLogGroupCommand,
  DescribeLogGroupsCommand,
  GetLogEventsCommand,
  PutLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import {
  CreateRoleCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  GetRoleCommand,
  IAMClient,
  ListRolePoliciesCommand,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  GetBucketLocationCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import {
  DeleteParameterCommand,
  GetParameterCommand,
  GetParametersByPathCommand,
  PutParameterCommand,
  SSMClient,
} from '@aws-sdk/client-ssm';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { openAccount, type TestAccount } from './account';
import { refereed } from './referee';

let account: TestAccount;
beforeAll(async () => {
  account = await openAccount();
});
afterAll(() => account.close());

test('sts knows who calls, and refuses a role that is not there', async () => {
  const sts = refereed(new STSClient(account.client()), 'sts');
  const { Account, Arn } = await sts.send(new GetCallerIdentityCommand({}));
  expect(Arn).toMatch(new RegExp(`^arn:aws:(iam|sts)::${Account}:`));
  const RoleArn = `arn:aws:iam::${Account}:role/${account.name('nobody')}`;
  await expect(
    sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'test' })),
  ).rejects.toMatchObject({ name: 'AccessDenied', $metadata: { httpStatusCode: 403 } });
});

test('ssm keeps versions of a parameter', async () => {
  const ssm = refereed(new SSMClient(account.client()), 'ssm');
  const path = `/${account.name('test')}`;
  const Name = `${path}/key`;
  const put = (Value: string, Overwrite: boolean) =>
    ssm.send(new PutParameterCommand({ Name, Value, Type: 'String', Overwrite }));
  try {
    expect((await put('one', false)).Version).toBe(1);
    await expect(put('two', false)).rejects.toMatchObject({ name: 'ParameterAlreadyExists' });
    expect((await put('two', true)).Version).toBe(2);
    const { Parameter } = await ssm.send(new GetParameterCommand({ Name: `${Name}:1` }));
    expect(Parameter).toMatchObject({ Value: 'one', Version: 1, Selector: ':1' });
    const { Parameters } = await ssm.send(new GetParametersByPathCommand({ Path: path }));
    expect(Parameters?.map((one) => one.Value)).toEqual(['two']);
  } finally {
    await ssm.send(new DeleteParameterCommand({ Name }));
  }
  await expect(ssm.send(new GetParameterCommand({ Name }))).rejects.toMatchObject({
    name: 'ParameterNotFound',
  });
});

test('logs end where the token stays the same', async () => {
  const logs = refereed(new CloudWatchLogsClient(account.client()), 'logs');
  const logGroupName = account.name('test');
  const stream = { logGroupName, logStreamName: 'stream' };
  await logs.send(new CreateLogGroupCommand({ logGroupName }));
  try {
    await logs.send(new CreateLogStreamCommand(stream));
    const timestamp = Date.now();
    const logEvents = ['one', 'two'].map((message, i) => ({ message, timestamp: timestamp + i }));
    await logs.send(new PutLogEventsCommand({ ...stream, logEvents }));
    const seen: (string | undefined)[] = [];
    let before: string | undefined;
    // AWS shows events a little later than it takes them.
    for (let left = 60; left > 0; left--) {
      const page = await logs.send(
        new GetLogEventsCommand({ ...stream, startFromHead: true, limit: 1, nextToken: before }),
      );
      seen.push(...(page.events ?? []).map(({ message }) => message));
      if (seen.length >= 2 && page.nextForwardToken === before) break;
      before = page.nextForwardToken;
    }
    expect(seen).toEqual(['one', 'two']);
    const { logGroups } = await logs.send(
      new DescribeLogGroupsCommand({ logGroupNamePrefix: logGroupName }),
    );
    expect(logGroups?.[0]?.arn).toMatch(/:\*$/);
  } finally {
    await logs.send(new DeleteLogGroupCommand({ logGroupName }));
  }
});

test('s3 writes once, reads ranges and lists', async () => {
  const s3 = refereed(new S3Client(account.client()), 's3');
  const Bucket = account.name('test');
  await s3.send(new CreateBucketCommand({ Bucket }));
  const object = { Bucket, Key: 'a b/ü' };
  try {
    const put = () => s3.send(new PutObjectCommand({ ...object, Body: '0123', IfNoneMatch: '*' }));
    const { ETag } = await put();
    await expect(put()).rejects.toMatchObject({ name: 'PreconditionFailed' });
    expect((await s3.send(new HeadObjectCommand(object))).ETag).toBe(ETag);
    const part = await s3.send(new GetObjectCommand({ ...object, Range: 'bytes=1-2' }));
    expect(await part.Body?.transformToString()).toBe('12');
    const { CommonPrefixes } = await s3.send(new ListObjectsV2Command({ Bucket, Delimiter: '/' }));
    expect(CommonPrefixes).toEqual([{ Prefix: 'a b/' }]);
    await s3.send(new GetBucketLocationCommand({ Bucket }));
    await expect(s3.send(new DeleteBucketCommand({ Bucket }))).rejects.toMatchObject({
      name: 'BucketNotEmpty',
      $metadata: { httpStatusCode: 409 },
    });
  } finally {
    await s3.send(new DeleteObjectCommand(object));
    await s3.send(new DeleteBucketCommand({ Bucket }));
  }
});

test('iam holds a role back while it has a policy', async () => {
  const iam = refereed(new IAMClient(account.client()), 'iam');
  const RoleName = account.name('test');
  const document = (statement: object) =>
    JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...statement }] });
  const AssumeRolePolicyDocument = document({
    Principal: { Service: 'codebuild.amazonaws.com' },
    Action: 'sts:AssumeRole',
  });
  await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }));
  const policy = { RoleName, PolicyName: 'inline' };
  try {
    const PolicyDocument = document({ Action: 's3:ListAllMyBuckets', Resource: '*' });
    await iam.send(new PutRolePolicyCommand({ ...policy, PolicyDocument }));
    const { PolicyNames } = await iam.send(new ListRolePoliciesCommand({ RoleName }));
    expect(PolicyNames).toEqual(['inline']);
    await expect(iam.send(new DeleteRoleCommand({ RoleName }))).rejects.toMatchObject({
      name: 'DeleteConflictException',
      $metadata: { httpStatusCode: 409 },
    });
  } finally {
    await iam.send(new DeleteRolePolicyCommand(policy));
    await iam.send(new DeleteRoleCommand({ RoleName }));
  }
  await expect(iam.send(new GetRoleCommand({ RoleName }))).rejects.toMatchObject({
    name: 'NoSuchEntityException',
  });
});

import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteObjectsCommand,
  GetBucketPolicyCommand,
  GetObjectCommand,
  HeadBucketCommand,
  ListObjectsV2Command,
  PutBucketPolicyCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  PutPublicAccessBlockCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { startMachine, type TestMachine, testAccount } from '../../machine';

const other = '222222222222';
let machine: TestMachine;
let owner: S3Client;
let stranger: S3Client;
let Bucket: string;
let count = 0;
beforeAll(async () => {
  machine = await startMachine();
  owner = new S3Client(machine.client());
  stranger = new S3Client(machine.client(other));
});
afterAll(() => machine.destroy());
beforeEach(async () => {
  count += 1;
  Bucket = `governed-${count}`;
  await owner.send(new CreateBucketCommand({ Bucket }));
  await owner.send(new PutObjectCommand({ Bucket, Key: 'open/a', Body: 'a' }));
  await owner.send(new PutObjectCommand({ Bucket, Key: 'closed/a', Body: 'a' }));
});

interface Rule {
  Effect: 'Allow' | 'Deny';
  Principal?: unknown;
  Action: string | string[];
  /** Below the bucket; the bucket itself when empty. */
  on: string[];
  Condition?: object;
}

async function govern(...rules: Rule[]): Promise<void> {
  const Statement = rules.map(({ on, ...rule }) => ({
    ...rule,
    Resource: on.map((path) => `arn:aws:s3:::${Bucket}${path}`),
  }));
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement });
  await owner.send(new PutBucketPolicyCommand({ Bucket, Policy }));
}

const read = (s3: S3Client, Key: string) => s3.send(new GetObjectCommand({ Bucket, Key }));
const write = (s3: S3Client, Key: string, more: Partial<PutObjectCommandInput> = {}) =>
  s3.send(new PutObjectCommand({ Bucket, Key, Body: 'x', ...more }));
const denied = { name: 'AccessDenied', $metadata: { httpStatusCode: 403 } };

describe('a bucket without a policy', () => {
  test("is its owner's alone", async () => {
    await expect(read(stranger, 'open/a')).rejects.toMatchObject(denied);
    await expect(write(stranger, 'open/b')).rejects.toMatchObject(denied);
    await expect(stranger.send(new ListObjectsV2Command({ Bucket }))).rejects.toMatchObject(denied);
  });
});

describe('a request that names the owner it expects', () => {
  test('is refused when the bucket is somebody else’s', async () => {
    const request = (ExpectedBucketOwner: string) =>
      owner.send(new GetObjectCommand({ Bucket, Key: 'open/a', ExpectedBucketOwner }));
    await request(testAccount);
    await expect(request(other)).rejects.toMatchObject(denied);
    const copy = (ExpectedSourceBucketOwner: string) =>
      owner.send(
        new CopyObjectCommand({
          Bucket,
          Key: 'copy',
          CopySource: `${Bucket}/open/a`,
          ExpectedSourceBucketOwner,
        }),
      );
    await copy(testAccount);
    await expect(copy(other)).rejects.toMatchObject(denied);
    await expect(
      owner.send(new GetBucketPolicyCommand({ Bucket, ExpectedBucketOwner: other })),
    ).rejects.toMatchObject(denied);
    const Delete = { Objects: [{ Key: 'open/a' }] };
    await expect(
      owner.send(new DeleteObjectsCommand({ Bucket, Delete, ExpectedBucketOwner: other })),
    ).rejects.toMatchObject(denied);
  });
});

describe('another account', () => {
  const mayRead = (Principal: unknown): Rule => ({
    Effect: 'Allow',
    Principal,
    Action: 's3:GetObject',
    on: ['/open/*'],
  });

  test.each([
    ['by its id', { AWS: other }],
    ['by its root', { AWS: `arn:aws:iam::${other}:root` }],
    ['among others', { AWS: ['333333333333', `arn:aws:iam::${other}:user/administrator`] }],
  ])('named %s may do what the policy allows, and nothing else', async (_, Principal) => {
    await govern(mayRead(Principal));
    expect(await (await read(stranger, 'open/a')).Body?.transformToString()).toBe('a');
    await expect(read(stranger, 'closed/a')).rejects.toMatchObject(denied);
    await expect(write(stranger, 'open/b')).rejects.toMatchObject(denied);
    const third = new S3Client(machine.client('444444444444'));
    await expect(read(third, 'open/a')).rejects.toMatchObject(denied);
  });

  test('is let in by its role, in every session of it and in no other', async () => {
    const iam = new IAMClient(machine.client(other));
    const session = async (RoleName: string) => {
      const AssumeRolePolicyDocument = JSON.stringify({
        Statement: [{ Effect: 'Allow', Principal: { AWS: other }, Action: 'sts:AssumeRole' }],
      });
      const Path = '/builds/';
      const { Role } = await iam.send(
        new CreateRoleCommand({ RoleName, Path, AssumeRolePolicyDocument }),
      );
      const Statement = [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }];
      await iam.send(
        new PutRolePolicyCommand({
          ...{ RoleName, PolicyName: 'all' },
          PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement }),
        }),
      );
      const assume = { RoleArn: Role?.Arn, RoleSessionName: 'build-1' };
      const { Credentials } = await new STSClient(machine.client(other)).send(
        new AssumeRoleCommand(assume),
      );
      const credentials = {
        accessKeyId: Credentials?.AccessKeyId ?? '',
        secretAccessKey: Credentials?.SecretAccessKey ?? '',
        sessionToken: Credentials?.SessionToken ?? '',
      };
      return { arn: Role?.Arn, s3: new S3Client({ ...machine.client(other), credentials }) };
    };
    const [builder, reader] = [await session(`builder-${count}`), await session(`reader-${count}`)];
    await govern(mayRead({ AWS: builder.arn }));
    await read(builder.s3, 'open/a');
    await expect(read(reader.s3, 'open/a')).rejects.toMatchObject(denied);
    await expect(read(stranger, 'open/a')).rejects.toMatchObject(denied);
  });

  test('may be let in to write and to list, and what it writes is the bucket owner’s', async () => {
    await govern(
      { Effect: 'Allow', Principal: { AWS: other }, Action: 's3:PutObject', on: ['/open/*'] },
      {
        Effect: 'Allow',
        Principal: { AWS: other },
        Action: 's3:List*',
        on: [''],
        Condition: { StringLike: { 's3:prefix': 'open/*' } },
      },
    );
    await write(stranger, 'open/theirs');
    expect(await (await read(owner, 'open/theirs')).Body?.transformToString()).toBe('x');
    const list = (Prefix?: string) => stranger.send(new ListObjectsV2Command({ Bucket, Prefix }));
    expect((await list('open/')).Contents?.map(({ Key }) => Key)).toEqual([
      'open/a',
      'open/theirs',
    ]);
    await expect(list()).rejects.toMatchObject(denied);
    await expect(list('closed/')).rejects.toMatchObject(denied);
  });

  test('that may not list does not learn what is not there', async () => {
    await govern(mayRead({ AWS: other }));
    await expect(read(stranger, 'open/missing')).rejects.toMatchObject(denied);
    await govern(mayRead({ AWS: other }), {
      Effect: 'Allow',
      Principal: { AWS: other },
      Action: 's3:ListBucket',
      on: [''],
    });
    await expect(read(stranger, 'open/missing')).rejects.toMatchObject({ name: 'NoSuchKey' });
    await stranger.send(new HeadBucketCommand({ Bucket }));
  });

  test('may copy out of a bucket it may read', async () => {
    await govern(mayRead({ AWS: other }));
    const own = `own-${count}`;
    await stranger.send(new CreateBucketCommand({ Bucket: own }));
    const copy = (path: string) =>
      stranger.send(
        new CopyObjectCommand({ Bucket: own, Key: 'a', CopySource: `${Bucket}/${path}` }),
      );
    await copy('open/a');
    await expect(copy('closed/a')).rejects.toMatchObject(denied);
  });

  test('is not let in by a star while the bucket blocks public access', async () => {
    await govern(mayRead('*'));
    await expect(read(stranger, 'open/a')).rejects.toMatchObject(denied);
    const PublicAccessBlockConfiguration = { RestrictPublicBuckets: false };
    await owner.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration }));
    await read(stranger, 'open/a');
  });

  test('never touches the settings of a bucket', async () => {
    const Principal = { AWS: other };
    await govern({ Effect: 'Allow', Principal, Action: 's3:*', on: ['', '/*'] });
    await expect(stranger.send(new GetBucketPolicyCommand({ Bucket }))).rejects.toMatchObject(
      denied,
    );
  });
});

describe('a denial', () => {
  test('counts for everybody it names, the owner included, and more than what is allowed', async () => {
    const Action = 's3:*';
    await govern(
      { Effect: 'Allow', Principal: { AWS: other }, Action, on: ['', '/*'] },
      { Effect: 'Deny', Principal: '*', Action: 's3:GetObject', on: ['/closed/*'] },
      { Effect: 'Deny', Principal: { AWS: other }, Action: 's3:PutObject', on: ['/open/*'] },
    );
    await expect(read(owner, 'closed/a')).rejects.toMatchObject(denied);
    await expect(read(stranger, 'closed/a')).rejects.toMatchObject(denied);
    await expect(write(stranger, 'open/b')).rejects.toMatchObject(denied);
    await write(owner, 'open/b');
    await read(stranger, 'open/b');
  });

  test('of unencrypted connections hits nobody on this machine', async () => {
    const Condition = { Bool: { 'aws:SecureTransport': 'false' } };
    await govern({ Effect: 'Deny', Principal: '*', Action: 's3:*', on: ['', '/*'], Condition });
    await read(owner, 'open/a');
  });

  test('of some deletions leaves the others of the same request', async () => {
    await govern({ Effect: 'Deny', Principal: '*', Action: 's3:DeleteObject', on: ['/closed/*'] });
    const Objects = [{ Key: 'open/a' }, { Key: 'closed/a' }];
    const reply = await owner.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
    expect(reply.Deleted).toMatchObject([{ Key: 'open/a' }]);
    expect(reply.Errors).toMatchObject([{ Key: 'closed/a', Code: 'AccessDenied' }]);
    await read(owner, 'closed/a');
  });

  test('of addresses elsewhere passes', async () => {
    const Condition = { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } };
    await govern({ Effect: 'Deny', Principal: '*', Action: 's3:GetObject', on: ['/*'], Condition });
    await read(owner, 'open/a');
    const NotIpAddress = Condition.IpAddress;
    const elsewhere = { NotIpAddress };
    await govern({
      ...{ Effect: 'Deny', Principal: '*', Action: 's3:GetObject', on: ['/*'] },
      Condition: elsewhere,
    });
    await expect(read(owner, 'open/a')).rejects.toMatchObject(denied);
  });

  test('whose condition this machine cannot judge is named', async () => {
    const Condition = { StringEquals: { 's3:ExistingObjectTag/kind': 'open' } };
    await govern({ Effect: 'Deny', Principal: '*', Action: 's3:GetObject', on: ['/*'], Condition });
    await expect(read(owner, 'open/a')).rejects.toMatchObject({
      $metadata: { httpStatusCode: 501 },
    });
  });
});

describe('a policy that enforces conditional writes', () => {
  beforeEach(() =>
    govern({
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:PutObject',
      on: ['/bundles/*'],
      Condition: {
        Null: { 's3:if-none-match': 'true' },
        Bool: { 's3:ObjectCreationOperation': 'true' },
      },
    }),
  );

  test('lets nobody overwrite below its prefix, nor write there without the condition', async () => {
    await expect(write(owner, 'bundles/a')).rejects.toMatchObject(denied);
    await write(owner, 'bundles/a', { IfNoneMatch: '*' });
    await expect(write(owner, 'bundles/a', { IfNoneMatch: '*' })).rejects.toMatchObject({
      name: 'PreconditionFailed',
    });
    await write(owner, 'elsewhere');
    const copy = { Bucket, Key: 'bundles/copied', CopySource: `${Bucket}/elsewhere` };
    await expect(owner.send(new CopyObjectCommand(copy))).rejects.toMatchObject(denied);
  });

  test('lets uploads in parts begin, and asks for the condition at their end', async () => {
    const Key = 'bundles/large';
    const { UploadId } = await owner.send(new CreateMultipartUploadCommand({ Bucket, Key }));
    const which = { Bucket, Key, UploadId };
    const { ETag } = await owner.send(
      new UploadPartCommand({ ...which, PartNumber: 1, Body: 'part' }),
    );
    const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] };
    const complete = (IfNoneMatch?: string) =>
      owner.send(new CompleteMultipartUploadCommand({ ...which, MultipartUpload, IfNoneMatch }));
    await expect(complete()).rejects.toMatchObject(denied);
    await complete('*');
    expect(await (await read(owner, Key)).Body?.transformToString()).toBe('part');
  });
});

describe('a policy', () => {
  const statement = {
    Effect: 'Allow',
    Principal: { AWS: testAccount },
    Action: 's3:GetObject',
    Resource: 'arn:aws:s3:::BUCKET/*',
  };
  test.each([
    ['no JSON', '{'],
    ['without statements', '{"Version":"2012-10-17","Statement":[]}'],
    ['without a principal', JSON.stringify({ Statement: { ...statement, Principal: undefined } })],
    ['without an action', JSON.stringify({ Statement: [{ ...statement, Action: undefined }] })],
    ['with another effect', JSON.stringify({ Statement: [{ ...statement, Effect: 'Maybe' }] })],
    ['on another bucket', JSON.stringify({ Statement: [{ ...statement, Resource: '*' }] })],
  ])('%s is refused', async (_, policy) => {
    const Policy = policy.replaceAll('BUCKET', Bucket);
    await expect(owner.send(new PutBucketPolicyCommand({ Bucket, Policy }))).rejects.toMatchObject({
      name: 'MalformedPolicy',
    });
  });
});

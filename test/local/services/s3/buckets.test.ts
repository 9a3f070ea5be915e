import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteBucketPolicyCommand,
  GetBucketEncryptionCommand,
  GetBucketLocationCommand,
  GetBucketPolicyCommand,
  GetBucketTaggingCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  ListBucketsCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandInput,
  PutBucketLifecycleConfigurationCommand,
  PutBucketPolicyCommand,
  PutBucketTaggingCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { startMachine, type TestMachine, testRegion } from '../../machine';
import { sendSigned } from '../../signed';

let machine: TestMachine;
let s3: S3Client;
beforeAll(async () => {
  machine = await startMachine();
  s3 = new S3Client(machine.client());
});
afterAll(() => machine.destroy());

async function create(Bucket: string): Promise<string> {
  await s3.send(new CreateBucketCommand({ Bucket }));
  return Bucket;
}

const put = (Bucket: string, Key: string) =>
  s3.send(new PutObjectCommand({ Bucket, Key, Body: 'x' }));

test.each(['acl', 'delete', 'versions='])(
  'to delete the part of a bucket called ?%s is never to delete the bucket',
  async (part) => {
    const Bucket = await create(`part-${part.replace('=', '')}`);
    const reply = await sendSigned(machine, {
      service: 's3',
      method: 'DELETE',
      path: `/${Bucket}?${part}`,
      headers: { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' },
    });
    expect(reply.status).toBe(405);
    expect(reply.body.toString()).toContain('<Code>MethodNotAllowed</Code>');
    await s3.send(new HeadBucketCommand({ Bucket }));
  },
);

describe('a bucket', () => {
  test('is of one account, though its name is known to all', async () => {
    const Bucket = await create('mine');
    const other = new S3Client(machine.client('222222222222'));
    await expect(other.send(new CreateBucketCommand({ Bucket }))).rejects.toMatchObject({
      name: 'BucketAlreadyExists',
    });
    await expect(other.send(new ListObjectsV2Command({ Bucket }))).rejects.toMatchObject({
      name: 'AccessDenied',
      $metadata: { httpStatusCode: 403 },
    });
    await expect(create(Bucket)).rejects.toMatchObject({ name: 'BucketAlreadyOwnedByYou' });
    const { Buckets = [] } = await other.send(new ListBucketsCommand({}));
    expect(Buckets.map(({ Name }) => Name)).not.toContain(Bucket);
  });

  test('is in one region, and says which', async () => {
    const Bucket = await create('regional');
    const { LocationConstraint } = await s3.send(new GetBucketLocationCommand({ Bucket }));
    expect(LocationConstraint).toBe(testRegion);
    expect((await s3.send(new HeadBucketCommand({ Bucket }))).BucketRegion).toBe(testRegion);
    const elsewhere = new S3Client({ ...machine.client(), region: 'us-west-2' });
    await expect(elsewhere.send(new ListObjectsV2Command({ Bucket }))).rejects.toMatchObject({
      name: 'AuthorizationHeaderMalformed',
    });
  });

  test('is deleted only when it is empty', async () => {
    const Bucket = await create('full');
    await put(Bucket, 'x');
    const remove = () => s3.send(new DeleteBucketCommand({ Bucket }));
    await expect(remove()).rejects.toMatchObject({ name: 'BucketNotEmpty' });
    await s3.send(new DeleteBucketCommand({ Bucket: await create('hollow') }));
    await expect(s3.send(new ListObjectsV2Command({ Bucket: 'hollow' }))).rejects.toMatchObject({
      name: 'NoSuchBucket',
    });
  });

  test.each(['ab', 'UPPER', '127.0.0.1', 'a..b', '-x-'])('is not called %p', async (name) => {
    await expect(create(name)).rejects.toMatchObject({ name: 'InvalidBucketName' });
  });

  test('keeps its settings', async () => {
    const Bucket = await create('settings');
    const TagSet = [{ Key: 'team', Value: 'a' }];
    await s3.send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet } }));
    expect((await s3.send(new GetBucketTaggingCommand({ Bucket }))).TagSet).toEqual(TagSet);
    const Policy = JSON.stringify({
      Statement: {
        Effect: 'Deny',
        Principal: '*',
        Action: 's3:*',
        Resource: `arn:aws:s3:::${Bucket}/x`,
      },
    });
    await s3.send(new PutBucketPolicyCommand({ Bucket, Policy }));
    expect((await s3.send(new GetBucketPolicyCommand({ Bucket }))).Policy).toBe(Policy);
    await s3.send(new DeleteBucketPolicyCommand({ Bucket }));
    await expect(s3.send(new GetBucketPolicyCommand({ Bucket }))).rejects.toMatchObject({
      name: 'NoSuchBucketPolicy',
    });
    await s3.send(
      new PutBucketLifecycleConfigurationCommand({
        Bucket,
        LifecycleConfiguration: {
          Rules: [
            { ID: 'old', Status: 'Enabled', Filter: { Prefix: '' }, Expiration: { Days: 7 } },
          ],
        },
      }),
    );
  });

  test('is private and encrypted from the start', async () => {
    const Bucket = await create('fresh');
    const { PublicAccessBlockConfiguration } = await s3.send(
      new GetPublicAccessBlockCommand({ Bucket }),
    );
    expect(PublicAccessBlockConfiguration?.BlockPublicPolicy).toBe(true);
    const { ServerSideEncryptionConfiguration } = await s3.send(
      new GetBucketEncryptionCommand({ Bucket }),
    );
    expect(ServerSideEncryptionConfiguration?.Rules?.[0]).toMatchObject({
      ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' },
    });
  });

  test('is versioned, or suspended, but never unversioned again', async () => {
    const Bucket = await create('versions');
    const status = async () => (await s3.send(new GetBucketVersioningCommand({ Bucket }))).Status;
    expect(await status()).toBeUndefined();
    for (const Status of ['Enabled', 'Suspended'] as const) {
      const VersioningConfiguration = { Status };
      await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
      expect(await status()).toBe(Status);
    }
  });
});

describe('a listing', () => {
  const Bucket = 'listed';
  const keys = ['a/1', 'a/2', 'a/b/3', 'b', 'c/4', 'z&<"\'>', '\u{ff5e}', '\u{1f600}'];
  beforeAll(async () => {
    await create(Bucket);
    for (const key of keys.toReversed()) await put(Bucket, key);
  });

  async function list(input: Partial<ListObjectsV2CommandInput>) {
    const found: string[] = [];
    let ContinuationToken: string | undefined;
    do {
      const page = await s3.send(new ListObjectsV2Command({ Bucket, ...input, ContinuationToken }));
      expect(page.KeyCount).toBeLessThanOrEqual(input.MaxKeys ?? 1000);
      found.push(...(page.Contents ?? []).map(({ Key = '' }) => Key));
      found.push(...(page.CommonPrefixes ?? []).map(({ Prefix }) => `${Prefix} …`));
      ContinuationToken = page.NextContinuationToken;
    } while (ContinuationToken);
    return found;
  }

  test('is in the order of the bytes of UTF-8', async () => {
    expect(await list({})).toEqual(keys);
    expect(await list({ MaxKeys: 3 })).toEqual(keys);
  });

  test('rolls up what is behind a delimiter', async () => {
    const rolled = ['a/ …', 'b', 'c/ …', ...keys.slice(5)];
    expect((await list({ Delimiter: '/' })).toSorted()).toEqual(rolled.toSorted());
    expect(await list({ Delimiter: '/', MaxKeys: 1 })).toEqual(rolled);
    expect(await list({ Delimiter: '/', Prefix: 'a/' })).toEqual(['a/1', 'a/2', 'a/b/ …']);
  });

  test('starts after a key', async () => {
    expect(await list({ StartAfter: 'a/b/3', Prefix: '' })).toEqual(keys.slice(3));
  });

  test('in its first form too', async () => {
    const first = await s3.send(new ListObjectsCommand({ Bucket, MaxKeys: 2, Delimiter: '/' }));
    expect(first).toMatchObject({ IsTruncated: true, NextMarker: 'b' });
    const rest = await s3.send(
      new ListObjectsCommand({ Bucket, Marker: first.NextMarker, Delimiter: '/' }),
    );
    expect(rest.CommonPrefixes).toEqual([{ Prefix: 'c/' }]);
  });
});

import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { Readable } from 'node:stream';
import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectAttributesCommand,
  GetObjectCommand,
  type GetObjectCommandInput,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  PutObjectTaggingCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { newChecksum } from '../../../../lib/local/services/s3/engine/checksums';
import { startMachine, type TestMachine, testAccount, testRegion } from '../../machine';

let machine: TestMachine;
let s3: S3Client;
const Bucket = 'test-bucket';
beforeAll(async () => {
  machine = await startMachine();
  s3 = new S3Client(machine.client());
  await s3.send(new CreateBucketCommand({ Bucket }));
});
afterAll(() => machine.destroy());

const put = (Key: string, Body: string | Buffer, more: Partial<PutObjectCommandInput> = {}) =>
  s3.send(new PutObjectCommand({ Bucket, Key, Body, ...more }));

async function get(Key: string, more: Partial<GetObjectCommandInput> = {}) {
  const reply = await s3.send(new GetObjectCommand({ Bucket, Key, ...more }));
  return { ...reply, text: await reply.Body?.transformToString() };
}

function nvmeOf(text: string): string {
  const checksum = newChecksum('CRC64NVME');
  checksum.update(Buffer.from(text));
  return checksum.digest();
}

const context = () =>
  machine.machine.context(
    machine.machine.credentials.administratorOf(testAccount).caller,
    testRegion,
  );

describe('an object', () => {
  test('comes back as it was put, with what was said about it', async () => {
    const { ETag } = await put('a b/ü+&.txt', 'hello', {
      ContentType: 'text/plain; charset=utf-8',
      CacheControl: 'no-store',
      Metadata: { origin: 'test' },
    });
    expect(ETag).toBe(`"${createHash('md5').update('hello').digest('hex')}"`);
    expect(await get('a b/ü+&.txt')).toMatchObject({
      text: 'hello',
      ETag,
      ContentLength: 5,
      ContentType: 'text/plain; charset=utf-8',
      CacheControl: 'no-store',
      Metadata: { origin: 'test' },
      ServerSideEncryption: 'AES256',
    });
    const head = await s3.send(new HeadObjectCommand({ Bucket, Key: 'a b/ü+&.txt' }));
    expect(head).toMatchObject({ ContentLength: 5, ETag });
  });

  test.each(['..', '../escape', 'a//b', './x', '/', '%2e%2e/x', 'x'.repeat(1024), '~', 'A', 'a'])(
    'may be called %p',
    async (key) => {
      await put(key, `content of ${key}`);
      expect((await get(key)).text).toBe(`content of ${key}`);
    },
  );

  test('may be empty', async () => {
    await put('empty', '');
    expect(await get('empty')).toMatchObject({ text: '', ContentLength: 0 });
  });

  test('is streamed to disk, whatever its size, and survives a restart', async () => {
    const piece = Buffer.alloc(1024 * 1024, 'x');
    const body = Readable.from(
      (function* () {
        for (let i = 0; i < 20; i++) yield piece;
      })(),
      { objectMode: false },
    );
    await s3.send(
      new PutObjectCommand({ Bucket, Key: 'big', Body: body, ContentLength: 20 * piece.length }),
    );
    machine = await machine.restart();
    s3 = new S3Client(machine.client());
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: 'big' }));
    let size = 0;
    for await (const chunk of Body as Readable) size += (chunk as Buffer).length;
    expect(size).toBe(20 * piece.length);
  });

  test('that is not there is answered 404, with and without a body', async () => {
    await expect(get('nothing')).rejects.toMatchObject({
      name: 'NoSuchKey',
      $metadata: { httpStatusCode: 404 },
    });
    await expect(s3.send(new HeadObjectCommand({ Bucket, Key: 'nothing' }))).rejects.toMatchObject({
      name: 'NotFound',
    });
  });

  test('is passed between services as a stream', async () => {
    const Body = Readable.from([Buffer.from('from '), Buffer.from('within')]);
    await context().call('s3', 'PutObject', { Bucket, Key: 'inside', Body, Metadata: { a: 'b' } });
    const reply = await context().call<{ Body: Readable; Metadata: object }>('s3', 'GetObject', {
      Bucket,
      Key: 'inside',
    });
    expect(reply.Metadata).toEqual({ a: 'b' });
    expect(Buffer.concat(await reply.Body.toArray()).toString()).toBe('from within');
  });
});

describe('a range', () => {
  beforeAll(() => put('ranged', '0123456789'));

  test.each([
    ['bytes=2-4', '234', 'bytes 2-4/10'],
    ['bytes=7-', '789', 'bytes 7-9/10'],
    ['bytes=-3', '789', 'bytes 7-9/10'],
    ['bytes=0-99', '0123456789', 'bytes 0-9/10'],
  ])('%s gives %s', async (Range, text, ContentRange) => {
    expect(await get('ranged', { Range })).toMatchObject({
      text,
      ContentRange,
      $metadata: { httpStatusCode: 206 },
    });
  });

  test('outside the object is refused, and one that means nothing is ignored', async () => {
    await expect(get('ranged', { Range: 'bytes=10-' })).rejects.toMatchObject({
      name: 'InvalidRange',
      $metadata: { httpStatusCode: 416 },
    });
    expect((await get('ranged', { Range: 'lines=1-2' })).text).toBe('0123456789');
  });
});

describe('conditions', () => {
  test('write once', async () => {
    await put('once', 'first', { IfNoneMatch: '*' });
    await expect(put('once', 'second', { IfNoneMatch: '*' })).rejects.toMatchObject({
      name: 'PreconditionFailed',
      $metadata: { httpStatusCode: 412 },
    });
    expect((await get('once')).text).toBe('first');
  });

  test('of many writers at once only one wins', async () => {
    const attempts = Array.from({ length: 8 }, (_, i) =>
      put('race', `writer ${i}`, { IfNoneMatch: '*' }),
    );
    const results = await Promise.allSettled(attempts);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  test('overwrite only what was seen', async () => {
    const { ETag } = await put('seen', 'one');
    await put('seen', 'two', { IfMatch: ETag });
    await expect(put('seen', 'three', { IfMatch: ETag })).rejects.toMatchObject({
      name: 'PreconditionFailed',
    });
    await expect(put('unseen', 'x', { IfMatch: ETag })).rejects.toMatchObject({
      name: 'NoSuchKey',
    });
  });

  test('read only what is new', async () => {
    const { ETag } = await put('cached', 'x');
    await expect(get('cached', { IfNoneMatch: ETag })).rejects.toMatchObject({
      $metadata: { httpStatusCode: 304 },
    });
    await expect(get('cached', { IfMatch: '"other"' })).rejects.toMatchObject({
      name: 'PreconditionFailed',
    });
    await expect(
      get('cached', { IfModifiedSince: new Date(Date.now() + 60_000) }),
    ).rejects.toMatchObject({ $metadata: { httpStatusCode: 304 } });
  });
});

describe('what was said about the bytes is checked', () => {
  test.each(['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'])('%s', async (algorithm) => {
    const Key = `checked-${algorithm}`;
    const member = `Checksum${algorithm}` as 'ChecksumCRC32';
    const asked = { ChecksumAlgorithm: algorithm as 'CRC32' };
    // The SDK computes these by itself; CRC64NVME it leaves to its native library, so there the server's is taken.
    const checksumOf = async (text: string) =>
      algorithm === 'CRC64NVME'
        ? { [member]: nvmeOf(text) }
        : { [member]: (await put('other', text, asked))[member] };
    const right = await checksumOf('hello');
    await expect(put(Key, 'hello', await checksumOf('other'))).rejects.toMatchObject({
      name: 'BadDigest',
    });
    expect(await put(Key, 'hello', right)).toMatchObject(right);
    const head = new HeadObjectCommand({ Bucket, Key, ChecksumMode: 'ENABLED' });
    expect(await s3.send(head)).toMatchObject(right);
  });

  test('Content-MD5', async () => {
    const ContentMD5 = createHash('md5').update('other').digest('base64');
    await expect(put('md5', 'hello', { ContentMD5 })).rejects.toMatchObject({ name: 'BadDigest' });
    await expect(get('md5')).rejects.toMatchObject({ name: 'NoSuchKey' });
    const left = fs.readdirSync(`${context().directory}/s3/incoming`);
    expect(left).toEqual([]);
  });

  test('and told again by GetObjectAttributes', async () => {
    const { ChecksumSHA256 } = await put('told', 'x', { ChecksumAlgorithm: 'SHA256' });
    const attributes = await s3.send(
      new GetObjectAttributesCommand({
        Bucket,
        Key: 'told',
        ObjectAttributes: ['Checksum', 'ObjectSize'],
      }),
    );
    expect(attributes).toMatchObject({ ObjectSize: 1, Checksum: { ChecksumSHA256 } });
  });
});

describe('deleting and copying', () => {
  test('deletes one or many, and what is not there too', async () => {
    await put('d1', 'x');
    await put('d2', 'x');
    const { Deleted } = await s3.send(
      new DeleteObjectsCommand({
        Bucket,
        Delete: { Objects: [{ Key: 'd1' }, { Key: 'd2' }, { Key: 'never' }] },
      }),
    );
    expect(Deleted?.map(({ Key }) => Key)).toEqual(['d1', 'd2', 'never']);
    await s3.send(new DeleteObjectCommand({ Bucket, Key: 'd1' }));
    await expect(get('d1')).rejects.toMatchObject({ name: 'NoSuchKey' });
  });

  test('copies bytes and what is said about them, or says something else', async () => {
    await put('source ü', 'copied', { Metadata: { a: '1' }, ContentType: 'text/x' });
    const CopySource = `${Bucket}/${encodeURIComponent('source ü')}`;
    const { CopyObjectResult } = await s3.send(
      new CopyObjectCommand({ Bucket, Key: 'copy', CopySource }),
    );
    expect(await get('copy')).toMatchObject({
      text: 'copied',
      ETag: CopyObjectResult?.ETag,
      ContentType: 'text/x',
      Metadata: { a: '1' },
    });
    await s3.send(
      new CopyObjectCommand({
        Bucket,
        Key: 'copy',
        CopySource: `${Bucket}/copy`,
        MetadataDirective: 'REPLACE',
        Metadata: { a: '2' },
      }),
    );
    expect((await get('copy')).Metadata).toEqual({ a: '2' });
    await expect(
      s3.send(new CopyObjectCommand({ Bucket, Key: 'copy', CopySource: `${Bucket}/copy` })),
    ).rejects.toMatchObject({ name: 'InvalidRequest' });
  });

  test('keeps tags', async () => {
    await put('tagged', 'x', { Tagging: 'a=1&b=2%203' });
    const tags = async () =>
      (await s3.send(new GetObjectTaggingCommand({ Bucket, Key: 'tagged' }))).TagSet;
    expect(await tags()).toEqual([
      { Key: 'a', Value: '1' },
      { Key: 'b', Value: '2 3' },
    ]);
    const TagSet = [{ Key: 'c', Value: '<&>' }];
    await s3.send(new PutObjectTaggingCommand({ Bucket, Key: 'tagged', Tagging: { TagSet } }));
    expect(await tags()).toEqual(TagSet);
  });
});

describe('in a versioned bucket', () => {
  const versioned = 'versioned-bucket';
  beforeAll(async () => {
    await s3.send(new CreateBucketCommand({ Bucket: versioned }));
    await put('before', 'old', { Bucket: versioned });
    await s3.send(
      new PutBucketVersioningCommand({
        Bucket: versioned,
        VersioningConfiguration: { Status: 'Enabled' },
      }),
    );
  });
  const inVersioned = { Bucket: versioned };

  test('every version stays readable', async () => {
    const first = await put('k', 'one', inVersioned);
    const second = await put('k', 'two', inVersioned);
    expect((await get('k', inVersioned)).text).toBe('two');
    expect((await get('k', { ...inVersioned, VersionId: first.VersionId })).text).toBe('one');
    expect(second.VersionId).not.toBe(first.VersionId);
  });

  test('deleting hides, and deleting the marker brings back', async () => {
    await put('hidden', 'still there', inVersioned);
    const gone = await s3.send(new DeleteObjectCommand({ ...inVersioned, Key: 'hidden' }));
    expect(gone.DeleteMarker).toBe(true);
    await expect(get('hidden', inVersioned)).rejects.toMatchObject({ name: 'NoSuchKey' });
    await expect(
      get('hidden', { ...inVersioned, VersionId: gone.VersionId }),
    ).rejects.toMatchObject({ name: 'MethodNotAllowed' });
    await s3.send(
      new DeleteObjectCommand({ ...inVersioned, Key: 'hidden', VersionId: gone.VersionId }),
    );
    expect((await get('hidden', inVersioned)).text).toBe('still there');
  });

  test('what was put before versioning is the null version', async () => {
    await put('before', 'new', inVersioned);
    expect((await get('before', { ...inVersioned, VersionId: 'null' })).text).toBe('old');
  });

  test('all versions are listed, over any number of pages', async () => {
    for (const key of ['l/1', 'l/2'])
      for (const text of ['a', 'b']) await put(key, text, inVersioned);
    await s3.send(new DeleteObjectCommand({ ...inVersioned, Key: 'l/1' }));
    const seen: string[] = [];
    let marker: { KeyMarker?: string; VersionIdMarker?: string } | undefined = {};
    while (marker) {
      const page: Awaited<ReturnType<typeof list>> = await list(marker);
      seen.push(...(page.Versions ?? []).map(({ Key, IsLatest }) => `${Key} ${IsLatest}`));
      seen.push(...(page.DeleteMarkers ?? []).map(({ Key }) => `${Key} deleted`));
      marker = page.IsTruncated
        ? { KeyMarker: page.NextKeyMarker ?? '', VersionIdMarker: page.NextVersionIdMarker ?? '' }
        : undefined;
    }
    expect(seen).toEqual(['l/1 deleted', 'l/1 false', 'l/1 false', 'l/2 true', 'l/2 false']);

    function list(from: object) {
      return s3.send(
        new ListObjectVersionsCommand({ ...inVersioned, Prefix: 'l/', MaxKeys: 1, ...from }),
      );
    }
  });
});

import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { PassThrough } from 'node:stream';
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  type CopyObjectCommandInput,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { serviceCaller } from '../../../../lib/local/base/caller';
import { incomingFolder } from '../../../../lib/local/services/s3/model/records';
import { startMachine, type TestMachine, testAccount, testRegion } from '../../machine';
import { sendSigned } from '../../signed';

let machine: TestMachine;
let s3: S3Client;
const Bucket = 'conditional';
beforeAll(async () => {
  machine = await startMachine();
  s3 = new S3Client(machine.client());
  await s3.send(new CreateBucketCommand({ Bucket }));
});
afterAll(() => machine.destroy());

const put = (Key: string, Body: string, more: Partial<PutObjectCommandInput> = {}) =>
  s3.send(new PutObjectCommand({ Bucket, Key, Body, ...more }));
const text = async (Key: string) =>
  (await s3.send(new GetObjectCommand({ Bucket, Key }))).Body?.transformToString();
const context = () => machine.machine.context(serviceCaller(testAccount), testRegion);
const failed = (name: string, httpStatusCode: number) => ({ name, $metadata: { httpStatusCode } });

/** A write whose bytes have not come to their end. */
function slowly(Key: string, condition: object) {
  const Body = new PassThrough();
  Body.write('slow');
  const written = context().call('s3', 'PutObject', { Bucket, Key, Body, ...condition });
  return {
    end: () => {
      Body.end();
      return written;
    },
  };
}

describe('a conditional copy', () => {
  const copy = (Key: string, more: Partial<CopyObjectCommandInput>) =>
    s3.send(new CopyObjectCommand({ Bucket, Key, CopySource: `${Bucket}/origin`, ...more }));

  test('makes an object only where there is none, or over the one that was seen', async () => {
    await put('origin', 'original');
    await copy('copied', { IfNoneMatch: '*' });
    await expect(copy('copied', { IfNoneMatch: '*' })).rejects.toMatchObject(
      failed('PreconditionFailed', 412),
    );
    const { ETag } = await put('copied', 'changed');
    await expect(copy('copied', { IfMatch: '"other"' })).rejects.toMatchObject(
      failed('PreconditionFailed', 412),
    );
    expect(await text('copied')).toBe('changed');
    await copy('copied', { IfMatch: ETag });
    expect(await text('copied')).toBe('original');
  });
});

describe('a conditional completion of an upload', () => {
  async function upload(Key: string) {
    const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key }));
    const which = { Bucket, Key, UploadId, PartNumber: 1 };
    const { ETag } = await s3.send(new UploadPartCommand({ ...which, Body: 'in parts' }));
    return (condition: { IfNoneMatch?: string; IfMatch?: string }) =>
      s3.send(
        new CompleteMultipartUploadCommand({
          ...which,
          MultipartUpload: { Parts: [{ PartNumber: 1, ETag }] },
          ...condition,
        }),
      );
  }

  test('makes an object only where there is none, and can be tried again otherwise', async () => {
    await put('whole', 'first');
    const complete = await upload('whole');
    await expect(complete({ IfNoneMatch: '*' })).rejects.toMatchObject(
      failed('PreconditionFailed', 412),
    );
    expect(await text('whole')).toBe('first');
    const { ETag } = await s3.send(new HeadObjectCommand({ Bucket, Key: 'whole' }));
    await expect(complete({ IfMatch: '"other"' })).rejects.toMatchObject(
      failed('PreconditionFailed', 412),
    );
    await complete({ IfMatch: ETag ?? '' });
    expect(await text('whole')).toBe('in parts');
    await (await upload('new'))({ IfNoneMatch: '*' });
    expect(await text('new')).toBe('in parts');
  });
});

describe('a conditional write', () => {
  test('that another overtakes leaves what the other wrote', async () => {
    const write = slowly('overtaken', { IfNoneMatch: '*' });
    await put('overtaken', 'fast');
    await expect(write.end()).rejects.toMatchObject({ code: 'PreconditionFailed', status: 412 });
    expect(await text('overtaken')).toBe('fast');
  });

  test.each([
    ['If-Match', 'IfMatch'],
    ['If-None-Match', 'IfNoneMatch'],
  ])('with %s conflicts with a deletion while its bytes come', async (_, member) => {
    const Key = `deleted-${member}`;
    const isMatch = member === 'IfMatch';
    const { ETag } = isMatch ? await put(Key, 'there') : { ETag: '*' };
    const write = slowly(Key, { [member]: ETag });
    if (!isMatch) await put(Key, 'between');
    await s3.send(new DeleteObjectCommand({ Bucket, Key }));
    await expect(write.end()).rejects.toMatchObject({
      code: 'ConditionalRequestConflict',
      status: 409,
    });
    await expect(text(Key)).rejects.toMatchObject({ name: 'NoSuchKey' });
  });

  test('without a condition does not mind a deletion', async () => {
    await put('unconditional', 'there');
    const write = slowly('unconditional', {});
    await s3.send(new DeleteObjectCommand({ Bucket, Key: 'unconditional' }));
    await write.end();
    expect(await text('unconditional')).toBe('slow');
  });
});

describe('the hash of a body in x-amz-content-sha256', () => {
  const sha256 = (data: string) => createHash('sha256').update(data).digest('hex');
  const putSigned = (key: string, body: string, hash: string | undefined) =>
    sendSigned(machine, {
      service: 's3',
      method: 'PUT',
      path: `/${Bucket}/${key}`,
      headers: hash === undefined ? {} : { 'x-amz-content-sha256': hash },
      body,
    });

  test('is held against the bytes, and nothing is stored of others', async () => {
    expect((await putSigned('hashed', 'the bytes', sha256('the bytes'))).status).toBe(200);
    expect(await text('hashed')).toBe('the bytes');
    const refused = await putSigned('tampered', 'the bytes', sha256('other bytes'));
    expect(refused.status).toBe(400);
    expect(refused.body.toString()).toContain('<Code>XAmzContentSHA256Mismatch</Code>');
    await expect(text('tampered')).rejects.toMatchObject({ name: 'NoSuchKey' });
    const home = { account: testAccount, region: testRegion };
    expect(fs.readdirSync(incomingFolder(home, context()))).toEqual([]);
  });

  test('may be left unsigned, but not out', async () => {
    expect((await putSigned('unsigned', 'any', 'UNSIGNED-PAYLOAD')).status).toBe(200);
    expect(await text('unsigned')).toBe('any');
    for (const hash of [undefined, 'none']) {
      const refused = await putSigned('missing', 'any', hash);
      expect(refused.status).toBe(400);
      expect(refused.body.toString()).toContain('x-amz-content-sha256');
    }
  });
});

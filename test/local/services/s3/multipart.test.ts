import { createHash } from 'node:crypto';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  type CreateMultipartUploadCommandInput,
  GetObjectCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import { startMachine, type TestMachine } from '../../machine';

let machine: TestMachine;
let s3: S3Client;
const Bucket = 'parts';
const large = Buffer.alloc(5 * 1024 * 1024, 'l');
beforeAll(async () => {
  machine = await startMachine();
  s3 = new S3Client(machine.client());
  await s3.send(new CreateBucketCommand({ Bucket }));
});
afterAll(() => machine.destroy());

async function begin(Key: string, more: Partial<CreateMultipartUploadCommandInput> = {}) {
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key, ...more }));
  return { Bucket, Key, UploadId };
}
type Upload = Awaited<ReturnType<typeof begin>>;

async function part(upload: Upload, PartNumber: number, Body: Buffer | string) {
  const reply = await s3.send(new UploadPartCommand({ ...upload, PartNumber, Body }));
  const { ETag, ChecksumCRC32 } = reply;
  return { PartNumber, ETag, ChecksumCRC32 };
}

const complete = (upload: Upload, Parts: Awaited<ReturnType<typeof part>>[]) =>
  s3.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts } }));

const md5 = (data: Buffer | string) => createHash('md5').update(data).digest();

describe('an upload in parts', () => {
  test('becomes one object once it is completed, also after a restart', async () => {
    const upload = await begin('whole', { ContentType: 'text/plain', Metadata: { a: 'b' } });
    const parts = [await part(upload, 1, large)];
    machine = await machine.restart();
    s3 = new S3Client(machine.client());
    parts.push(await part(upload, 3, 'end'));
    const { Parts } = await s3.send(new ListPartsCommand(upload));
    expect(Parts?.map(({ PartNumber, Size }) => [PartNumber, Size])).toEqual([
      [1, large.length],
      [3, 3],
    ]);
    const { ETag } = await complete(upload, parts);
    const digest = md5(Buffer.concat([md5(large), md5('end')])).toString('hex');
    expect(ETag).toBe(`"${digest}-2"`);
    const whole = await s3.send(new GetObjectCommand({ Bucket, Key: 'whole' }));
    expect(whole).toMatchObject({ ContentType: 'text/plain', Metadata: { a: 'b' } });
    const text = (await whole.Body?.transformToString()) ?? '';
    expect(text.length).toBe(large.length + 3);
    expect(text.endsWith('lend')).toBe(true);
    const second = await s3.send(new GetObjectCommand({ Bucket, Key: 'whole', PartNumber: 3 }));
    expect(second.PartsCount).toBe(2);
    expect(await second.Body?.transformToString()).toBe('end');
    const { Uploads = [] } = await s3.send(new ListMultipartUploadsCommand({ Bucket }));
    expect(Uploads).toEqual([]);
  });

  test.each(['COMPOSITE', 'FULL_OBJECT'] as const)('has a %s checksum', async (ChecksumType) => {
    const upload = await begin(ChecksumType, { ChecksumAlgorithm: 'CRC32', ChecksumType });
    const parts = [await part(upload, 1, large), await part(upload, 2, 'end')];
    const done = await complete(upload, parts);
    const single = await s3.send(
      new PutObjectCommand({
        Bucket,
        Key: 'single',
        Body: Buffer.concat([large, Buffer.from('end')]),
        ChecksumAlgorithm: 'CRC32',
      }),
    );
    expect(done.ChecksumType).toBe(ChecksumType);
    if (ChecksumType === 'FULL_OBJECT') expect(done.ChecksumCRC32).toBe(single.ChecksumCRC32);
    else expect(done.ChecksumCRC32).toMatch(/-2$/);
  });

  test('refuses parts that are unknown, out of order or too small', async () => {
    const upload = await begin('refused');
    const [one, two] = [await part(upload, 1, 'small'), await part(upload, 2, 'small')];
    const refused = async (parts: (typeof one)[], name: string) =>
      expect(complete(upload, parts)).rejects.toMatchObject({ name });
    await refused([{ ...one, ETag: '"other"' }], 'InvalidPart');
    await refused([{ ...one, PartNumber: 7 }], 'InvalidPart');
    await refused([two, one], 'InvalidPartOrder');
    await refused([one, two], 'EntityTooSmall');
  });

  test('is forgotten when aborted', async () => {
    const upload = await begin('aborted');
    await part(upload, 1, 'x');
    await s3.send(new AbortMultipartUploadCommand(upload));
    await expect(part(upload, 2, 'y')).rejects.toMatchObject({ name: 'NoSuchUpload' });
    await expect(s3.send(new GetObjectCommand({ Bucket, Key: 'aborted' }))).rejects.toMatchObject({
      name: 'NoSuchKey',
    });
  });

  test('takes a part from another object', async () => {
    await s3.send(new PutObjectCommand({ Bucket, Key: 'origin', Body: '0123456789' }));
    const upload = await begin('copied');
    const { CopyPartResult } = await s3.send(
      new UploadPartCopyCommand({
        ...upload,
        PartNumber: 1,
        CopySource: `${Bucket}/origin`,
        CopySourceRange: 'bytes=2-5',
      }),
    );
    await complete(upload, [
      { PartNumber: 1, ETag: CopyPartResult?.ETag, ChecksumCRC32: undefined },
    ]);
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: 'copied' }));
    expect(await Body?.transformToString()).toBe('2345');
  });
});

import http from 'node:http';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { SignatureV4 } from '@smithy/signature-v4';
import { startMachine, type TestMachine, testRegion } from '../../machine';
import { Sha256 } from '../../signed';

let machine: TestMachine;
let clock = new Date();
beforeAll(async () => {
  machine = await startMachine({ now: () => clock });
  const s3 = new S3Client(machine.client());
  await s3.send(new CreateBucketCommand({ Bucket: 'addressed' }));
  await s3.send(new PutObjectCommand({ Bucket: 'addressed', Key: 'a b/c', Body: 'found' }));
});
afterAll(() => machine.destroy());

const signer = () =>
  new SignatureV4({
    service: 's3',
    region: testRegion,
    credentials: machine.client().credentials,
    sha256: Sha256 as never,
    uriEscapePath: false,
    applyChecksum: false,
  });

async function presigned(path: string, hostname = '127.0.0.1', asked = {}): Promise<string> {
  const request = await signer().presign(
    {
      method: 'GET',
      protocol: 'http:',
      hostname,
      path,
      query: asked,
      headers: {
        host: `${hostname}:${machine.port}`,
        // As the SDK's own presigner has it; it ends up in the address.
        'x-amz-content-sha256': 'UNSIGNED-PAYLOAD',
      },
    },
    { expiresIn: 60, signingDate: new Date() },
  );
  const query = new URLSearchParams(request.query as Record<string, string>);
  return `${path}?${query.toString().replaceAll('+', '%20')}`;
}

function get(path: string, headers: Record<string, string> = {}) {
  return new Promise<{ status: number; body: string }>((resolve, reject) => {
    const options = { host: '127.0.0.1', port: machine.port, path, headers };
    http
      .get(options, (reply) => {
        let body = '';
        reply.on('data', (chunk) => {
          body += chunk;
        });
        reply.on('end', () => resolve({ status: reply.statusCode ?? 0, body }));
      })
      .on('error', reject);
  });
}

describe('a presigned address', () => {
  test('needs nothing but itself', async () => {
    expect(await get(await presigned('/addressed/a%20b/c'))).toEqual({
      status: 200,
      body: 'found',
    });
  });

  test('is signed with its parameters in the order of their names, of which one may begin another', async () => {
    const asked = { 'response-content-type': 'a/b', x: '1', 'x-y': '2', x1: '3' };
    expect(await get(await presigned('/addressed/a%20b/c', '127.0.0.1', asked))).toMatchObject({
      status: 200,
    });
  });

  test('is good for one object only', async () => {
    const address = await presigned('/addressed/a%20b/c');
    const other = await get(address.replace('a%20b/c', 'other'));
    expect(other).toMatchObject({ status: 403, body: /<Code>SignatureDoesNotMatch</ });
  });

  test('ends', async () => {
    const address = await presigned('/addressed/a%20b/c');
    clock = new Date(clock.getTime() + 120_000);
    expect((await get(address)).status).toBe(403);
    clock = new Date();
  });

  test("may have the bucket in the host's name", async () => {
    const host = `addressed.localhost`;
    const address = await presigned('/a%20b/c', host);
    const reply = await get(address, { host: `${host}:${machine.port}` });
    expect(reply).toEqual({ status: 200, body: 'found' });
  });
});

test('a signature of the version before is refused in words that say so', async () => {
  const old = await get('/addressed/a%20b/c?AWSAccessKeyId=x&Signature=y&Expires=1');
  expect(old).toMatchObject({ status: 400, body: /AWS4-HMAC-SHA256/ });
});

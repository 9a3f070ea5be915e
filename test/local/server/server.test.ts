import http from 'node:http';
import net from 'node:net';
import { GetParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { serviceCaller } from '../../../lib/local/base/caller';
import { startMachine, type TestMachine, testAccount, testRegion } from '../machine';
import { sendSigned } from '../signed';

let machine: TestMachine;
beforeAll(async () => {
  machine = await startMachine();
});
afterAll(() => machine.destroy());

function raw(headers: Record<string, string>): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const request = http.request(machine.endpoint, { method: 'POST', headers }, (reply) => {
      let body = '';
      reply.on('data', (chunk) => {
        body += chunk;
      });
      reply.on('end', () => resolve({ status: reply.statusCode ?? 0, body }));
    });
    request.on('error', reject).end('{}');
  });
}

describe('the server on this machine', () => {
  test('knows the account from the access key', async () => {
    const identity = await new STSClient(machine.client()).send(new GetCallerIdentityCommand({}));
    expect(identity.Account).toBe(testAccount);
  });

  test('refuses a wrong secret as AWS does', async () => {
    const client = machine.client();
    const forged = { ...client, credentials: { ...client.credentials, secretAccessKey: 'wrong' } };
    await expect(
      new STSClient(forged).send(new GetCallerIdentityCommand({})),
    ).rejects.toMatchObject({
      name: 'SignatureDoesNotMatch',
    });
  });

  test('refuses an unsigned request', async () => {
    const reply = await raw({ 'x-amz-target': 'CodePipeline_20150709.ListPipelines' });
    expect(reply.status).toBe(400);
    expect(JSON.parse(reply.body).__type).toBe('MissingAuthenticationTokenException');
  });

  test.each([{ origin: 'https://example.com' }, { host: 'example.com' }])(
    'refuses a web page: %p',
    async (headers) => {
      expect((await raw(headers)).status).toBe(403);
    },
  );

  test('refuses a service that is not here by its name, in a form its client can read', async () => {
    const asked = new STSClient({ ...machine.client(), signingName: 'ec2' } as never);
    await expect(asked.send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({
      name: 'UnknownServiceException',
      message: expect.stringContaining('ec2'),
    });
  });

  test.each([['..'], ['.'], ['x'.repeat(300)]])(
    'refuses a signature for the region %s, and makes no folder of it',
    async (region) => {
      const asked = { 'x-amz-target': 'AmazonSSM.GetParametersByPath' };
      const request = { service: 'ssm', method: 'POST', path: '/', headers: asked, region };
      const { status, body } = await sendSigned(machine, { ...request, body: '{"Path":"/"}' });
      expect(status).toBe(400);
      expect(JSON.parse(body.toString()).__type).toBe('InvalidSignatureException');
    },
  );

  test('still knows its keys after a restart', async () => {
    const before = machine.client().credentials;
    machine = await machine.restart();
    expect(machine.client().credentials).toEqual(before);
  });
});

/** Sends bytes over a bare socket and collects what comes back until the server closes, or answers. */
function bytes(text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = net.connect(machine.port, '127.0.0.1', () => socket.write(text));
    let received = '';
    socket.setEncoding('utf8').on('error', reject);
    socket.on('data', (chunk) => {
      received += chunk;
      if (received.includes('}')) socket.end();
    });
    socket.on('close', () => resolve(received));
  });
}

const head = (...headers: string[]) =>
  `POST / HTTP/1.1\r\nhost: 127.0.0.1\r\n${headers.join('\r\n')}\r\n\r\n`;

describe('the server, sent what no client should send,', () => {
  test.each([
    ['no HTTP at all', 'hello\r\n\r\n', 400, 'BadRequest'],
    ['another method', 'BREW / HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n', 400, 'BadRequest'],
    ['endless headers', head(`x: ${'y'.repeat(100_000)}`), 431, 'RequestHeaderSectionTooLarge'],
    ['two lengths', head('content-length: 1', 'content-length: 2'), 400, 'BadRequest'],
    ['a chunk without a size', `${head('transfer-encoding: chunked')}zz\r\n`, 400, 'BadRequest'],
  ])('refuses %s', async (_, text, status, type) => {
    const reply = await bytes(text);
    expect(reply).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(reply).toContain(type);
  });

  /** The beginning of a request whose body is read, because it claims to be signed. */
  function begin(to: TestMachine): net.Socket {
    const { accessKeyId } = to.client().credentials;
    const socket = net.connect(to.port, '127.0.0.1');
    const scope = '20260101/eu-west-1/ssm/aws4_request';
    const authorization = `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=host, Signature=${'0'.repeat(64)}`;
    socket.write(`${head(`authorization: ${authorization}`, 'content-length: 100')}{`);
    return socket;
  }

  test('takes a body that ends too early for the fault of its client', async () => {
    const bugs: unknown[] = [];
    const own = await startMachine({ onBug: (error) => bugs.push(error) });
    const received: Buffer[] = [];
    for await (const chunk of begin(own).end()) received.push(chunk as Buffer);
    expect(Buffer.concat(received).toString()).toMatch(/^HTTP\/1.1 400 /);
    await own.destroy();
    expect(bugs).toEqual([]);
  });

  test('gives up on a body that has stopped coming', async () => {
    const impatient = await startMachine({ bodyTimeoutMs: 20 });
    const socket = begin(impatient);
    const received: Buffer[] = [];
    for await (const chunk of socket) received.push(chunk as Buffer);
    expect(Buffer.concat(received).toString()).toMatch(/^HTTP\/1.1 408 [\s\S]*RequestTimeout/);
    await impatient.destroy();
  });

  test('refuses a body larger than any request, and goes on serving', async () => {
    const ssm = new SSMClient(machine.client());
    const huge = new PutParameterCommand({
      Name: 'huge',
      Type: 'String',
      Value: 'x'.repeat(17 * 1024 * 1024),
    });
    await expect(ssm.send(huge)).rejects.toMatchObject({
      name: 'RequestEntityTooLargeException',
      $metadata: { httpStatusCode: 413 },
    });
    await expect(ssm.send(new GetParameterCommand({ Name: 'huge' }))).rejects.toMatchObject({
      name: 'ParameterNotFound',
    });
  });

  test('takes no harm from a client that hangs up', async () => {
    for (const text of [head('content-length: 100'), `${head('content-length: 100')}{`, 'POST'])
      await new Promise<void>((resolve) => {
        const socket = net.connect(machine.port, '127.0.0.1', () =>
          socket.write(text, () => socket.destroy()),
        );
        socket.on('close', () => resolve());
      });
    expect((await raw({})).status).toBe(400);
  });
});

test('a client that asks before it sends its body is told to go on', async () => {
  const answer = new Promise<number>((resolve, reject) => {
    const headers = { expect: '100-continue', 'content-length': 2 };
    const request = http.request(machine.endpoint, { method: 'POST', headers }, (reply) =>
      resolve(reply.resume().statusCode ?? 0),
    );
    request.on('continue', () => request.end('{}')).on('error', reject);
    request.flushHeaders();
  });
  expect(await answer).toBe(400);
});

test('a server that has closed begins nothing by itself', async () => {
  const closing = await startMachine();
  const context = closing.machine.context(serviceCaller(testAccount), testRegion);
  const rung: string[] = [];
  context.later(1, () => rung.push('set before'));
  await closing.close();
  context.later(1, () => rung.push('set afterwards'));
  // Of timers that are as long, those that were set earlier run earlier.
  await new Promise((resolve) => setTimeout(resolve, 1));
  expect(rung).toEqual([]);
  await closing.destroy();
});

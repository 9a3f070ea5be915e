import http from 'node:http';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { startMachine, type TestMachine, testAccount } from './machine';

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

  test('still knows its keys after a restart', async () => {
    const before = machine.client().credentials;
    machine = await machine.restart();
    expect(machine.client().credentials).toEqual(before);
  });
});

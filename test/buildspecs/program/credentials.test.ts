import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { Workbench } from './workbench';

let bench: Workbench;
let offer: http.Server;
const asked: (string | undefined)[] = [];

beforeEach(async () => {
  bench = await Workbench.open();
  bench.write('build', '#!/bin/sh\necho product >product\n', 0o755);
  const { accessKeyId, secretAccessKey } = bench.machine.client().credentials;
  asked.length = 0;
  offer = http.createServer(({ headers: { authorization } }, reply) => {
    asked.push(authorization);
    if (authorization !== 'token of the build') return reply.writeHead(403).end('no');
    return reply.end(
      JSON.stringify({ AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey }),
    );
  });
  await new Promise<void>((resolve) => offer.listen(0, '127.0.0.1', resolve));
  const { port } = offer.address() as AddressInfo;
  bench.env = {
    AWS_ACCESS_KEY_ID: '',
    AWS_SECRET_ACCESS_KEY: '',
    AWS_CONTAINER_CREDENTIALS_FULL_URI: `http://127.0.0.1:${port}/`,
    AWS_CONTAINER_AUTHORIZATION_TOKEN: 'token of the build',
  };
});
afterEach(async () => {
  offer.close();
  await bench.close();
});

const build = ['bundle', '--', './build'];

test('a build asks for the credentials of its role as containers do, once', async () => {
  expect(await bench.kit(...build)).toMatchObject({ status: 0, stderr: '' });
  expect(asked).toEqual(['token of the build']);
});

test('a build that finds its bundle, and its deploy, do without fetch, which takes longer than all they do', async () => {
  await bench.kit(...build);
  bench.beginRelease();
  bench.env.NODE_OPTIONS = '--no-experimental-fetch';
  const found = await bench.kit(...build);
  expect(found).toMatchObject({ status: 0, stderr: '' });
  expect(found.stdout).toContain('tests and build are skipped');
  expect(await bench.kit('deploy', '--', 'true')).toMatchObject({ status: 0, stderr: '' });
});

test('a build whose credentials are refused says so', async () => {
  bench.env.AWS_CONTAINER_AUTHORIZATION_TOKEN = 'another';
  expect(await bench.kit(...build)).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('credentials were refused with HTTP 403'),
  });
});

import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { refuseStalled } from '../../../lib/local/server/refuse';

test('a body that has come, and that nobody has taken yet, has not stopped coming', async () => {
  const sent = 'x'.repeat(10_000_000);
  const server = http.createServer(async (incoming, outgoing) => {
    refuseStalled(incoming, outgoing, 20);
    for (let times = 0; times < 3; times += 1) await once(incoming, 'timeout');
    outgoing.end(String((await text(incoming)).length));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const request = http.request({ port, host: '127.0.0.1', method: 'POST', agent: false });
  request.end(sent);
  const [reply] = (await once(request, 'response')) as [http.IncomingMessage];
  expect(reply.statusCode).toBe(200);
  expect(await text(reply)).toBe(String(sent.length));
  await new Promise((resolve) => server.close(resolve));
});

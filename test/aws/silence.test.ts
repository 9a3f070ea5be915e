import { Worker } from 'node:worker_threads';
import { exchange } from '../../lib/aws/call/network/exchange';

let end: () => Promise<unknown>;
afterEach(() => end());

/** A server of a thread of its own: it answers when it is told to, whatever the thread of the test does meanwhile. */
async function serve() {
  const worker = new Worker(
    `const { parentPort } = require('node:worker_threads');
     const server = require('node:http').createServer((_, reply) => {
       parentPort.once('message', () => reply.end('here'));
       parentPort.postMessage('asked');
     });
     server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port));`,
    { eval: true },
  );
  end = () => worker.terminate();
  const next = () => new Promise<unknown>((resolve) => worker.once('message', resolve));
  const url = new URL(`http://127.0.0.1:${await next()}`);
  return { url, next, answer: () => worker.postMessage('answer') };
}

/** Keeps this thread from its events for so many ms, as loading a large program does. */
const stall = (ms: number) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);

describe('an answer that came while the program was busy', () => {
  test('is read, though the time for it is over', async () => {
    const server = await serve();
    const asked = server.next();
    const answer = exchange(server.url, { method: 'GET', headers: {}, silenceMs: 200 });
    await asked;
    server.answer();
    stall(1000);
    expect((await answer).text).toBe('here');
  });

  test('is given up where none has come', async () => {
    const server = await serve();
    const answer = exchange(server.url, { method: 'GET', headers: {}, silenceMs: 200 });
    await expect(answer).rejects.toThrow('no answer');
  });
});

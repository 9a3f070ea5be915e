import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Readable, Writable } from 'node:stream';
import { Conversation } from '../../lib/remote-helper/conversation';
import { letSpeak } from '../../lib/remote-helper/relay';
import { RemoteHttp } from '../../lib/remote-helper/remote-http';

let folder: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gitenv-http-'));
});
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

/** Stands for git's own `git-remote-http`, which is first on a helper's PATH. */
function answering(script: string): NodeJS.ProcessEnv {
  const program = path.join(folder, 'git-remote-http');
  fs.writeFileSync(program, `#!${process.execPath}\n${script}\n`, { mode: 0o755 });
  return { PATH: `${folder}${path.delimiter}${process.env.PATH}` };
}

test('a git that reads slowly has everything when the helper ends', async () => {
  const bytes = 1_000_000;
  const env = answering(`process.stdout.write(Buffer.alloc(${bytes}, 'x'))`);
  let taken = 0;
  const output = new Writable({
    highWaterMark: 100,
    write: (chunk: Buffer, _encoding, done) => {
      // Long after the program has ended, whose last words this then still is at.
      setTimeout(() => {
        taken += chunk.length;
        done();
      }, 20);
    },
  });
  const address = { cloneUrl: 'https://example.invalid/', env };
  const turns = {
    certain: Promise.resolve(address),
    beforePush: async () => undefined,
    beforeAnswer: async () => undefined,
    said: () => undefined,
  };
  const git = { input: Readable.from([]), output };
  const remote = new RemoteHttp('dev', address);
  expect(await letSpeak(git, remote, new Conversation(), turns)).toBe(0);
  expect(taken).toBe(bytes);
});

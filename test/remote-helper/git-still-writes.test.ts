import { spawn } from 'node:child_process';
import { once } from 'node:events';
import os from 'node:os';
import path from 'node:path';

const helper = path.join(__dirname, '../../dist/git-remote-gitenv.cjs');

test('a helper that has failed reads what git still writes, until git has seen that it ended', async () => {
  const env = { PATH: process.env.PATH, HOME: os.tmpdir(), AWS_CONFIG_FILE: '/dev/null' };
  const child = spawn(process.execPath, [helper, 'dev', 'gitenv://nobody@eu-west-1/shop'], { env });
  const troubles: string[] = [];
  child.stdin.on('error', ({ message }) => troubles.push(message));
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  child.stdin.write('capabilities\n');
  await once(child.stdout.resume(), 'end');
  // As git does that has not seen yet that the other side has ended.
  child.stdin.write('list for-push\n');
  child.stdin.end();
  const [code] = await once(child, 'close');
  expect(said).toMatch(/^gitenv: .*nobody/);
  expect([troubles, code]).toEqual([[], 4]);
});

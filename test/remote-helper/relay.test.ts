import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { Conversation } from '../../lib/remote-helper/conversation';
import { letSpeak } from '../../lib/remote-helper/relay';
import { type GitAddress, RemoteHttp } from '../../lib/remote-helper/remote-http';

let folder: string;
let remote: RemoteHttp;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gitenv-speak-'));
  // Writes down what it is told, answers each line, and does not end before its input does.
  const script = `trap '' TERM\nwhile read -r line; do echo "$2: $line" >> ${folder}/told; echo "to $line"; done; exit $(cat ${folder}/exit 2>/dev/null || echo 0)`;
  fs.writeFileSync(path.join(folder, 'git-remote-http'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
});
afterEach(async () => {
  remote.hangUp();
  await remote.ended;
  fs.rmSync(folder, { recursive: true, force: true });
});

const at = (cloneUrl: string): GitAddress => ({
  cloneUrl,
  env: { PATH: `${folder}${path.delimiter}${process.env.PATH}` },
});

/** Git greets and asks, and has heard the answer to its greeting when this returns. */
async function begin() {
  const [input, output] = [new PassThrough(), new PassThrough()];
  remote = new RemoteHttp('dev', at('likely'));
  let agree: (address: GitAddress) => void = () => undefined;
  let disagree: (error: Error) => void = () => undefined;
  const certain = new Promise<GitAddress>((resolve, reject) => {
    agree = resolve;
    disagree = reject;
  });
  const said: string[] = [];
  const exitCode = letSpeak({ input, output }, remote, new Conversation(), {
    certain,
    beforePush: async () => undefined,
    beforeAnswer: async () => undefined,
    said: (kind) => said.push(kind),
  });
  input.write('option verbosity 1\nlist for-push\n');
  const [answer] = await once(output, 'data');
  return { input, output, agree, disagree, exitCode, said, answer: String(answer) };
}

const told = () => fs.readFileSync(path.join(folder, 'told'), 'utf8').trim().split('\n');

describe('git and git remote-http', () => {
  test('speak of nothing that the server hears where the repository cannot be had', async () => {
    const { disagree, exitCode, answer } = await begin();
    expect(answer).toBe('to option verbosity 1\n');
    disagree(new Error('another account'));
    await expect(exitCode).rejects.toThrow('another account');
    remote.hangUp();
    await remote.ended;
    expect(told()).toEqual(['likely: option verbosity 1']);
  });

  test('go on where the repository is as expected', async () => {
    const { input, output, agree, exitCode, said } = await begin();
    agree(at('likely'));
    expect(String((await once(output, 'data'))[0])).toBe('to list for-push\n');
    expect(said).toEqual(['listing']);
    input.end();
    expect(await exitCode).toBe(0);
    expect(told()).toEqual(['likely: option verbosity 1', 'likely: list for-push']);
  });

  test('begin anew where it is elsewhere, and git hears no answer twice', async () => {
    const { input, output, agree, exitCode } = await begin();
    agree(at('elsewhere'));
    expect(String((await once(output, 'data'))[0])).toBe('to list for-push\n');
    input.end();
    expect(await exitCode).toBe(0);
    expect(told()).toEqual([
      'likely: option verbosity 1',
      'elsewhere: option verbosity 1',
      'elsewhere: list for-push',
    ]);
  });

  test('end as git remote-http does, which may tell of a refused push only then', async () => {
    const { input, output, agree, exitCode } = await begin();
    fs.writeFileSync(path.join(folder, 'exit'), '1');
    agree(at('likely'));
    await once(output, 'data');
    input.write('push HEAD:refs/heads/other\n\n');
    await once(output, 'data');
    input.end('\n');
    expect(await exitCode).toBe(1);
  });
});

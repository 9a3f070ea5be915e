import fs from 'node:fs';
import path from 'node:path';
import {
  CodeCommitClient,
  CreateRepositoryCommand,
  GetCommitCommand,
} from '@aws-sdk/client-codecommit';
import { startMachine, type TestMachine, testAccount, testRegion } from '../../machine';
import { signedUrl, Workspace } from './workspace';

let machine: TestMachine;
let work: Workspace;
beforeAll(async () => {
  machine = await startMachine();
  work = await new Workspace().init();
});
afterAll(async () => {
  work.remove();
  await machine.destroy();
});

describe('a repository that many pushes have scattered', () => {
  test('is packed after a push, and keeps what no branch reaches', async () => {
    const client = new CodeCommitClient(machine.client());
    const { repositoryMetadata } = await client.send(
      new CreateRepositoryCommand({ repositoryName: 'app' }),
    );
    const objects = path.join(
      machine.root,
      `accounts/${testAccount}/${testRegion}/codecommit/repositories`,
      `${repositoryMetadata?.repositoryId}.git/objects`,
    );
    const url = signedUrl(machine, 'app');
    const base = await work.commit('Base');
    await work.git('push', '--quiet', url, 'main');
    const lost = await work.commit('Rolled back');
    await work.git('push', '--quiet', url, 'main');
    await work.git('push', '--quiet', '--force', url, `${base}:refs/heads/main`);
    const noise = Array.from({ length: 8000 }, (_, n) => `blob\ndata ${String(n).length}\n${n}\n`);
    await work.feed(noise.join(''), '--git-dir', path.dirname(objects), 'fast-import', '--quiet');
    for (const pack of fs.readdirSync(path.join(objects, 'pack')))
      if (pack.endsWith('.pack')) await unpack(objects, pack);
    expect(looseFolders(objects)).toBe(256);
    await work.git('push', '--quiet', url, `${base}:refs/heads/side`);
    await machine.idle();
    expect(looseFolders(objects)).toBeLessThan(10);
    const { commit } = await client.send(
      new GetCommitCommand({ repositoryName: 'app', commitId: lost }),
    );
    expect(commit?.message).toBe('Rolled back\n');
    expect((await work.try('ls-remote', url)).stdout).toContain(`${base}\trefs/heads/side`);
  });
});

const looseFolders = (objects: string) =>
  fs.readdirSync(objects).filter((name) => /^[0-9a-f]{2}$/.test(name)).length;

/** Turns a pack into loose objects, as thousands of pushes would have left them. */
async function unpack(objects: string, pack: string): Promise<void> {
  const aside = path.join(machine.root, pack);
  fs.renameSync(path.join(objects, 'pack', pack), aside);
  for (const name of fs.readdirSync(path.join(objects, 'pack')))
    fs.rmSync(path.join(objects, 'pack', name));
  await work.feed(
    fs.readFileSync(aside),
    '--git-dir',
    path.dirname(objects),
    'unpack-objects',
    '-q',
  );
  fs.rmSync(aside);
}

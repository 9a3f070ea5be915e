import fs from 'node:fs';
import { bareRepository, fetchCommit, initBare } from '../../lib/git/checkout';
import { commitAt } from '../../lib/git/resolve-commit';
import { type GitPlace, git } from '../../lib/git/run';
import { Workspace } from './workspace';

let work: Workspace;
beforeEach(() => {
  work = new Workspace();
});
afterEach(() => work.destroy());

/** A server with two commits, which hands out no commit by its name to this client: with protocol 0 it may refuse that. */
async function serverAndClient(): Promise<{ older: string; url: string; place: GitPlace }> {
  const folder = work.repository('lib', true);
  const older = work.commit('lib', 'Older');
  work.commit('lib', 'Newer');
  work.git('lib', 'push', '--quiet', 'origin', 'main');
  const gitDir = work.path('fetched');
  await git(initBare(gitDir), { cwd: folder });
  fs.mkdirSync(work.path('files'));
  const strict = {
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: 'protocol.version',
    GIT_CONFIG_VALUE_0: '0',
  };
  const place = bareRepository(gitDir, work.path('files'), { ...work.env, ...strict });
  return { older, url: `file://${work.path('lib.git')}`, place };
}

test('a commit is fetched by what the branches lead to if the server hands out none by its name', async () => {
  const { older, url, place } = await serverAndClient();
  await fetchCommit(url, older, place);
  expect(await git(commitAt(older), place)).toBe(older);
});

test('a commit is fetched alone from a server that hands it out', async () => {
  const { older, url, place } = await serverAndClient();
  work.git('lib.git', 'config', 'uploadpack.allowReachableSHA1InWant', 'true');
  await fetchCommit(url, older, place);
  expect(await git(commitAt(older), place)).toBe(older);
  expect(work.git('fetched', 'for-each-ref')).toBe('');
});

test('a commit that is nowhere fails in the words of the first refusal', async () => {
  const { url, place } = await serverAndClient();
  await expect(fetchCommit(url, 'e'.repeat(40), place)).rejects.toMatchObject({
    code: 'GIT_FAILED',
    clause: expect.stringContaining('unadvertised object'),
  });
});

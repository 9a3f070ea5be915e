import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import {
  CodeCommitClient,
  CreateRepositoryCommand,
  GetBranchCommand,
  GetCommitCommand,
  GetRepositoryCommand,
} from '@aws-sdk/client-codecommit';
import { flushPacket, packet } from '../../../../lib/local/services/codecommit/http/pktline';
import { startMachine, type TestMachine, testAccount, testRegion } from '../../machine';
import { until } from '../../until';
import { type RecordedEvents, recordEvents } from '../events/recorder';
import { signedUrl, Workspace } from './workspace';

let machine: TestMachine;
let client: CodeCommitClient;
let work: Workspace;
let events: RecordedEvents;
let name: string;
let url: string;
let count = 0;

beforeAll(async () => {
  machine = await startMachine();
  client = new CodeCommitClient(machine.client());
  events = await recordEvents(machine);
});
afterAll(() => machine.destroy());

beforeEach(async () => {
  work = await new Workspace().init();
  count += 1;
  name = `app-${count}`;
  await client.send(new CreateRepositoryCommand({ repositoryName: name }));
  url = signedUrl(machine, name);
});
afterEach(() => work.remove());

const tipOf = async (branchName: string) =>
  (await client.send(new GetBranchCommand({ repositoryName: name, branchName }))).branch?.commitId;

const metadata = async () =>
  (await client.send(new GetRepositoryCommand({ repositoryName: name }))).repositoryMetadata;

async function eventsHere() {
  const all = await events();
  return all.filter(({ detail }) => detail.repositoryName === name).map(({ detail }) => detail);
}

/** Processes of git that work on a repository of this machine. */
const gitsAtWork = () => {
  const all = execFileSync('ps', ['-axww', '-o', 'args='], { encoding: 'utf8' }).split('\n');
  return all.filter((line) => line.startsWith('git ') && line.includes(machine.root));
};

test('a push that cannot be noted fails, moves nothing and leaves no git behind', async () => {
  await work.commit('First');
  await work.git('push', '--quiet', url, 'main');
  const before = await tipOf('main');
  const journal = path.join(
    machine.root,
    'accounts',
    testAccount,
    testRegion,
    'codecommit/journal',
  );
  fs.rmSync(journal, { recursive: true, force: true });
  fs.writeFileSync(journal, 'no folder, so that nothing can be written into it');
  try {
    await work.commit('Second');
    await expect(work.git('push', '--quiet', url, 'main')).rejects.toThrow();
    await until(() => gitsAtWork().length === 0);
    expect(await tipOf('main')).toBe(before);
  } finally {
    fs.rmSync(journal);
  }
  await work.git('push', '--quiet', url, 'main');
  expect(await tipOf('main')).not.toBe(before);
});

describe('a push', () => {
  test('arrives, and the first branch becomes the default one', async () => {
    expect((await metadata())?.defaultBranch).toBeUndefined();
    const commitId = await work.commit('First');
    await work.git('push', '--quiet', url, 'main:trunk');
    expect(await tipOf('trunk')).toBe(commitId);
    expect(await metadata()).toMatchObject({
      defaultBranch: 'trunk',
      cloneUrlHttp: `${machine.endpoint}/v1/repos/${name}`,
    });
  });

  test('brings commits that the API can read', async () => {
    const first = await work.commit('First');
    const commitId = await work.commit('Second\n\nWith a body');
    await work.git('push', '--quiet', url, 'main');
    const { commit } = await client.send(new GetCommitCommand({ repositoryName: name, commitId }));
    expect(commit).toEqual({
      commitId,
      treeId: await work.git('rev-parse', 'HEAD^{tree}'),
      parents: [first],
      message: 'Second\n\nWith a body\n',
      author: {
        name: 'Ada',
        email: 'ada@example.com',
        date: expect.stringMatching(/^\d+ \+0000$/),
      },
      committer: expect.objectContaining({ name: 'Ada' }),
      additionalData: '',
    });
  });

  test('of a new branch, an update, a forced update and a deletion each raise one event', async () => {
    const first = await work.commit('First');
    await work.git('push', '--quiet', url, 'main', 'main:side');
    const second = await work.commit('Second');
    await work.git('push', '--quiet', url, 'main:side');
    await work.git('push', '--quiet', '--force', url, `${first}:refs/heads/side`);
    await work.git('push', '--quiet', url, ':side');
    const common = {
      repositoryName: name,
      repositoryId: (await metadata())?.repositoryId,
      referenceType: 'branch',
      referenceName: 'side',
      referenceFullName: 'refs/heads/side',
      callerUserArn: 'arn:aws:iam::111111111111:user/administrator',
    };
    const side = (await eventsHere()).filter(({ referenceName }) => referenceName === 'side');
    expect(side).toEqual([
      { ...common, event: 'referenceCreated', commitId: first },
      { ...common, event: 'referenceUpdated', commitId: second, oldCommitId: first },
      { ...common, event: 'referenceUpdated', commitId: first, oldCommitId: second },
      { ...common, event: 'referenceDeleted', oldCommitId: first },
    ]);
  });

  test('has raised its events when git says it is done', async () => {
    await work.commit('First');
    await work.git('push', '--quiet', url, 'main');
    const before = await eventsHere();
    await machine.idle();
    expect(before).toEqual(await eventsHere());
    expect(before).toHaveLength(1);
  });

  test('of tags raises events for tags', async () => {
    await work.commit('First');
    await work.git('tag', 'v1');
    await work.git('tag', '-a', '-m', 'Release', 'v2');
    await work.git('push', '--quiet', url, 'main', 'v1', 'v2');
    const tags = (await eventsHere()).filter(({ referenceType }) => referenceType === 'tag');
    expect(tags.map(({ referenceName, commitId }) => [referenceName, commitId])).toEqual([
      ['v1', await work.git('rev-parse', 'v1')],
      ['v2', await work.git('rev-parse', 'v2')],
    ]);
  });

  test('of a branch named like a whole ref makes no branch of the short name', async () => {
    const commitId = await work.commit('First');
    await work.git('push', '--quiet', url, 'main:refs/heads/refs/heads/odd');
    expect(await tipOf('refs/heads/odd')).toBe(commitId);
    await expect(tipOf('odd')).rejects.toMatchObject({ name: 'BranchDoesNotExistException' });
  });

  test('of notes arrives without an event, for it is neither branch nor tag', async () => {
    await work.commit('First');
    await work.git('notes', 'add', '-m', 'Reviewed');
    await work.git('push', '--quiet', url, 'main', 'refs/notes/commits');
    expect((await eventsHere()).map(({ referenceName }) => referenceName)).toEqual(['main']);
    expect(await work.git('ls-remote', url, 'refs/notes/*')).not.toBe('');
  });

  test('that moves nothing raises nothing', async () => {
    await work.commit('First');
    await work.git('push', '--quiet', url, 'main');
    await work.git('push', '--quiet', url, 'main');
    expect(await eventsHere()).toHaveLength(1);
  });

  test('that is not a fast-forward is refused by git, and raises nothing', async () => {
    const first = await work.commit('First');
    await work.commit('Second');
    await work.git('push', '--quiet', url, 'main');
    const { code, stderr } = await work.try('push', url, `${first}:refs/heads/main`);
    expect(code).toBe(1);
    expect(stderr).toContain('[rejected]');
    expect(await eventsHere()).toHaveLength(1);
  });

  test('with a lease on another tip changes nothing', async () => {
    const first = await work.commit('First');
    const second = await work.commit('Second');
    await work.git('push', '--quiet', url, 'main');
    const { code, stderr } = await work.try(
      'push',
      `--force-with-lease=main:${first}`,
      url,
      `${first}:refs/heads/main`,
    );
    expect([code, stderr]).toEqual([1, expect.stringContaining('stale info')]);
    expect(await tipOf('main')).toBe(second);
  });

  test('of an annotated tag to a branch is refused for that ref alone', async () => {
    await work.commit('First');
    await work.git('tag', '-a', '-m', 'Release', 'v1');
    const { code, stderr } = await work.try('push', url, 'main', 'v1:refs/heads/release');
    expect([code, stderr]).toEqual([1, expect.stringContaining('[remote rejected] v1 -> release')]);
    expect((await eventsHere()).map(({ referenceName }) => referenceName)).toEqual(['main']);
  });

  test('carries more than git sends in one piece, compressed or not', async () => {
    const noise = Array.from({ length: 60_000 }, (_, line) => `${line * 7919} ${line ** 3}`);
    const commitId = await work.commit('Large', 'noise.txt', noise.join('\n'));
    await work.git('-c', 'http.postBuffer=65536', 'push', '--quiet', url, 'main');
    expect(await tipOf('main')).toBe(commitId);
  });
});

describe('a push that CodeCommit does not take', () => {
  const asId = 'a'.repeat(40);

  test.each([
    ['a branch named like a commit', `main:refs/heads/${asId}`, 'reads like a commit ID'],
    ['a tag named like a commit', `main:refs/tags/${asId}`, 'reads like a commit ID'],
    [
      'a name of more than 256 characters',
      `main:refs/heads/${'n/'.repeat(130)}x`,
      'longer than 256',
    ],
  ])('is refused with its reason: %s', async (_, refspec, reason) => {
    await work.commit('First');
    const { code, stderr } = await work.try('push', url, 'main', refspec);
    expect(code).toBe(1);
    expect(stderr).toMatch(new RegExp(`\\[remote rejected\\].*${reason}`));
    expect((await eventsHere()).map(({ referenceName }) => referenceName)).toEqual(['main']);
  });

  test('is refused as a whole where nothing else is in it', async () => {
    await work.commit('First');
    const { code, stderr } = await work.try('push', url, `main:refs/heads/${asId}`);
    expect([code, stderr]).toEqual([1, expect.stringContaining('[remote rejected]')]);
    expect(await eventsHere()).toEqual([]);
  });

  test('is refused where it deletes the default branch', async () => {
    const commitId = await work.commit('First');
    await work.git('push', '--quiet', url, 'main', 'main:side');
    const { code, stderr } = await work.try('push', url, ':main', ':side');
    expect(code).toBe(1);
    expect(stderr).toMatch(/\[remote rejected\] main \(the default branch cannot be deleted\)/);
    expect(await tipOf('main')).toBe(commitId);
    await expect(tipOf('side')).rejects.toMatchObject({ name: 'BranchDoesNotExistException' });
  });

  test('is refused where it names more than 4,000 refs', async () => {
    const commitId = await work.commit('First');
    const lines = Array.from({ length: 4001 }, (_, n) => {
      const capabilities = n === 0 ? '\0report-status' : '';
      return packet(`${'0'.repeat(40)} ${commitId} refs/heads/b${n}${capabilities}`);
    });
    const { username, password, origin, pathname } = new URL(url);
    const login = Buffer.from(`${username}:${password}`).toString('base64');
    const reply = await fetch(`${origin}${pathname}/git-receive-pack`, {
      method: 'POST',
      headers: { authorization: `Basic ${login}` },
      body: Buffer.concat([...lines, flushPacket]),
    });
    const report = await reply.text();
    expect(report.match(/ng refs\/heads\/b\d+ more than 4000 refs in one push/g)).toHaveLength(
      4001,
    );
    expect(await eventsHere()).toEqual([]);
  });
});

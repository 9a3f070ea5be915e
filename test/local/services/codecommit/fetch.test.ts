import { CodeCommitClient, CreateRepositoryCommand } from '@aws-sdk/client-codecommit';
import { startMachine, type TestMachine } from '../../machine';
import { signedUrl, Workspace } from './workspace';

let machine: TestMachine;
let origin: Workspace;
let work: Workspace;
let url: string;
const commits: string[] = [];

beforeAll(async () => {
  machine = await startMachine();
  const client = new CodeCommitClient(machine.client());
  await client.send(new CreateRepositoryCommand({ repositoryName: 'app' }));
  origin = await new Workspace().init();
  url = signedUrl(machine, 'app');
  for (let n = 1; n <= 5; n += 1) commits.push(await origin.commit(`Number ${n}`));
  await origin.git('tag', '-a', '-m', 'Release', 'v1');
  await origin.git('push', '--quiet', url, 'main', 'v1');
});
afterAll(async () => {
  origin.remove();
  await machine.destroy();
});

beforeEach(() => {
  work = new Workspace();
});
afterEach(() => work.remove());

describe.each(['0', '1', '2'])('a fetch in version %s of the protocol', (version) => {
  const git = (...args: string[]) => work.git('-c', `protocol.version=${version}`, ...args);

  test('clones history, tags and the default branch', async () => {
    await git('clone', '--quiet', url, '.');
    expect(await git('log', '--format=%H', 'main')).toBe([...commits].reverse().join('\n'));
    expect(await git('symbolic-ref', 'HEAD')).toBe('refs/heads/main');
    expect(await git('tag')).toBe('v1');
  });

  test('clones as much history as it is asked for, and deepens it', async () => {
    await git('clone', '--quiet', '--depth', '2', url, '.');
    expect(await git('rev-list', '--count', 'HEAD')).toBe('2');
    await git('fetch', '--quiet', '--unshallow', url);
    expect(await git('rev-list', '--count', 'HEAD')).toBe('5');
  });

  test('fetches a commit by its id', async () => {
    await git('init', '--quiet');
    await git('fetch', '--quiet', '--depth', '1', url, commits[1] ?? '');
    expect(await git('rev-parse', 'FETCH_HEAD')).toBe(commits[1]);
  });
});

describe('what a repository offers', () => {
  test('is listed for ls-remote', async () => {
    const listed = await work.git('ls-remote', '--symref', url);
    expect(listed).toContain('ref: refs/heads/main\tHEAD');
    expect(listed).toContain(`${commits[4]}\trefs/heads/main`);
    expect(listed).toMatch(/refs\/tags\/v1\^\{\}/);
  });

  test('is nothing, and no error, where nothing was pushed yet', async () => {
    const client = new CodeCommitClient(machine.client());
    await client.send(new CreateRepositoryCommand({ repositoryName: 'empty' }));
    const empty = signedUrl(machine, 'empty');
    expect(await work.git('ls-remote', empty)).toBe('');
    await work.git('clone', '--quiet', empty, '.');
    expect(await work.git('symbolic-ref', 'HEAD')).toBe('refs/heads/main');
  });

  test('can be many refs', async () => {
    const lines = Array.from({ length: 500 }, (_, n) => `create refs/tags/t${n} ${commits[0]}\n`);
    await origin.feed(lines.join(''), '-c', 'core.fsync=none', 'update-ref', '--stdin');
    await origin.git('push', '--quiet', url, 'refs/tags/t*');
    await work.git('clone', '--quiet', url, '.');
    expect((await work.git('tag')).split('\n')).toHaveLength(501);
  });

  test('does not depend on the settings of whoever runs the server', async () => {
    process.env.GIT_DIR = '/nonexistent';
    process.env.GIT_CONFIG_COUNT = '1';
    process.env.GIT_CONFIG_KEY_0 = 'uploadpack.hideRefs';
    process.env.GIT_CONFIG_VALUE_0 = 'refs/heads';
    try {
      expect(await work.git('ls-remote', url, 'main')).toBe(`${commits[4]}\trefs/heads/main`);
    } finally {
      for (const name of ['DIR', 'CONFIG_COUNT', 'CONFIG_KEY_0', 'CONFIG_VALUE_0'])
        delete process.env[`GIT_${name}`];
    }
  });
});

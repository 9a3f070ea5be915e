import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { recordedEnvironment } from '../../lib/config/recorded-environment';

let folder: string;
beforeEach(() => {
  folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'gitenv-recorded-')));
});
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

const config = {
  application: 'shop',
  environments: {
    dev: { region: 'eu-west-1', profile: 'shop-dev', account: '111111111111' },
    prd: { region: 'eu-west-1', profile: 'shop-prd', account: '333333333333' },
  },
};
const address = { profile: 'shop-prd', region: 'eu-west-1', repository: 'shop' };

function find(remote: string, more: Partial<typeof address> = {}, gitDir?: string) {
  const place = { cwd: folder, gitDir };
  return recordedEnvironment(remote, { ...address, ...more }, place);
}

const write = (value: unknown, where = folder) =>
  fs.writeFileSync(path.join(where, 'gitenv.json'), JSON.stringify(value));

describe('what gitenv.json says of an address', () => {
  test('is found by the remote’s name, since everybody names profiles as he likes', async () => {
    write(config);
    expect(await find('prd', { profile: 'mine' })).toMatchObject({
      environment: {
        name: 'prd',
        account: '333333333333',
        profile: 'mine',
        branch: 'main',
        upstream: 'dev',
        settings: [],
      },
      upstream: { name: 'dev', ...config.environments.dev },
    });
  });

  test('is found by the profile where the remote has another name, or none', async () => {
    write({ ...config, branch: 'release' });
    const upstream = { name: 'dev', ...config.environments.dev };
    const environment = { name: 'prd', account: '333333333333', branch: 'release', settings: [] };
    const found = { environment, upstream };
    expect(await find('production')).toMatchObject(found);
    expect(await find('gitenv://shop-prd@eu-west-1/shop')).toMatchObject(found);
  });

  test.each([
    ['another application', { repository: 'till' }],
    ['another region', { region: 'us-east-1' }],
  ])('is nothing for %s', async (_, more) => {
    write(config);
    expect(await find('prd', more)).toBeUndefined();
  });

  test('is nothing where there is no such file, as in a clone', async () => {
    expect(await find('origin')).toBeUndefined();
  });

  test('is looked for where git works, not where it was called', async () => {
    write(config);
    const inner = path.join(folder, 'inner');
    fs.mkdirSync(path.join(inner, '.git'), { recursive: true });
    expect(await find('prd', {}, path.join(inner, '.git'))).toBeUndefined();
    expect(await find('prd', {}, '.git')).toMatchObject({ environment: { name: 'prd' } });
  });

  test('is found from a linked work tree', async () => {
    const git = (...args: string[]) =>
      execFileSync('git', args, {
        cwd: folder,
        env: {
          ...process.env,
          HOME: folder,
          GIT_AUTHOR_NAME: 'R',
          GIT_AUTHOR_EMAIL: 'r@example.com',
          GIT_COMMITTER_NAME: 'R',
          GIT_COMMITTER_EMAIL: 'r@example.com',
        },
        encoding: 'utf8',
      }).trim();
    git('init', '--quiet');
    git('commit', '--quiet', '--allow-empty', '-m', 'First');
    git('worktree', 'add', '--quiet', 'linked');
    write(config, path.join(folder, 'linked'));
    const gitDir = path.join(folder, '.git', 'worktrees', 'linked');
    expect(await find('prd', {}, gitDir)).toMatchObject({ environment: { name: 'prd' } });
  });

  test('is that of the work tree that was named', async () => {
    const workTree = path.join(folder, 'tree');
    fs.mkdirSync(workTree);
    write(config, workTree);
    const place = { cwd: folder, gitDir: path.join(folder, 'other', '.git'), workTree };
    expect(await recordedEnvironment('prd', address, place)).toMatchObject({
      environment: { name: 'prd' },
    });
  });

  test.each([
    ['not JSON', '{', /^\S*gitenv\.json is not JSON: /],
    [
      'a wrong account',
      JSON.stringify({ ...config, environments: { dev: { region: 'eu-west-1', account: '1' } } }),
      /environments\.dev\.account: an account is 12 digits/,
    ],
    ['a list', '[]', /gitenv\.json: /],
    [
      'a path with one of them twice',
      JSON.stringify({ ...config, path: ['dev', 'prd', 'dev'] }),
      /path: 'dev' is there twice/,
    ],
    [
      'a path that leaves one out',
      JSON.stringify({ ...config, path: ['dev'] }),
      /path: prd is not on it/,
    ],
    [
      'a path with a stranger',
      JSON.stringify({ ...config, path: ['qa', 'dev', 'prd'] }),
      /path: 'qa' is not one of its environments/,
    ],
    ['null', 'null', /gitenv\.json: /],
  ])('is refused when it is %s, naming place and reason', async (_, text, message) => {
    fs.writeFileSync(path.join(folder, 'gitenv.json'), text);
    await expect(find('prd')).rejects.toMatchObject({
      code: 'BAD_CONFIG',
      exitCode: 3,
      message: expect.stringMatching(message),
    });
  });
});

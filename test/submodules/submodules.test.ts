import fs from 'node:fs';
import path from 'node:path';
import { CodeCommitClient, DeleteRepositoryCommand } from '@aws-sdk/client-codecommit';
import type { Stage } from '../deploy/stage';
import { type Place, type SubmoduleStage, setSubmoduleStage } from './submodule-stage';

let stage: Stage;
let modules: Place;
let base: Place;
let inside: SubmoduleStage['inside'];
let kept: SubmoduleStage['kept'];
let forget: SubmoduleStage['forget'];
let account: (...names: string[]) => Promise<void>;

async function begun(): Promise<void> {
  const set = await setSubmoduleStage();
  ({ stage, modules, base, inside, kept, forget } = set);
  account = (...names) => set.account(names);
}

const pinned = (cwd: string, name: string) => inside(cwd, 'rev-parse', `HEAD:${name}`);
const tip = async () =>
  (await stage.git(['ls-remote', 'dev', 'refs/heads/main'])).stdout.slice(0, 40);

describe.each([
  ['git push', () => stage.git(['push', 'dev'])],
  ['gitenv push dev', () => stage.gitenv(['push', 'dev'])],
])('%s of a commit with submodules', (_, push) => {
  beforeEach(begun);
  afterEach(() => stage.destroy());

  test('brings what it uses to the same account first, and what that uses', async () => {
    await account('modules', 'base');
    const { exitCode, stderr } = await push();
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
    expect(await kept('modules')).toEqual([await pinned(stage.clone, 'modules')]);
    expect(await kept('base')).toEqual([await pinned(path.join(stage.clone, 'modules'), 'base')]);
    const said = stderr.split('\n').map((line) => line.replace(/[0-9a-f]{8}/, '#'));
    const lines = [
      'dev: pushing modules/base # "Begin base", which it uses',
      'dev: pushing modules # "Use base", which it uses',
    ];
    expect(said.filter((line) => line.endsWith('which it uses'))).toEqual(lines);
    expect(said.indexOf(lines[1] ?? '')).toBeLessThan(said.findIndex((it) => /releasing/.test(it)));
  });

  test('moves nothing where a submodule was never cloned here', async () => {
    await account('modules', 'base');
    await forget();
    const { exitCode, stderr } = await push();
    expect(exitCode).not.toBe(0);
    const commit = await pinned(stage.clone, 'modules');
    expect(stderr).toContain(
      `The commit needs modules at ${commit}, which repository 'modules' in dev lacks, and modules was not cloned here; nothing was changed.`,
    );
    expect(stderr).toContain('git submodule update --init modules');
    expect(await tip()).toBe('');
  });
});

describe('git push', () => {
  beforeEach(begun);
  afterEach(() => stage.destroy());
  const push = () => stage.git(['push', 'dev']);

  test('says nothing of what the account has already, even where this clone has it no longer', async () => {
    await account('modules', 'base');
    await push();
    await forget();
    const commit = await stage.commit('Go on', { 'more.txt': 'more\n' });
    const { exitCode, stderr } = await push();
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
    expect(stderr).not.toContain('which it uses');
    expect(await tip()).toBe(commit);
  });

  test('takes what is not checked out from what git kept of it', async () => {
    await account('modules', 'base');
    await inside(stage.clone, 'submodule', '--quiet', 'deinit', '--force', '--all');
    expect(await push()).toMatchObject({ exitCode: 0 });
    expect(await kept('modules')).toEqual([await pinned(stage.clone, 'modules')]);
    expect(await kept('base')).toHaveLength(1);
  });

  test('moves nothing where the commit of a submodule is nowhere', async () => {
    await account('modules', 'base');
    const lost = '0123456789012345678901234567890123456789';
    await inside(stage.clone, 'update-index', '--cacheinfo', `160000,${lost},modules`);
    await inside(stage.clone, 'commit', '--quiet', '-m', 'Use what nobody has');
    const { exitCode, stderr } = await push();
    expect(exitCode).not.toBe(0);
    expect(stderr).toContain(`modules at ${lost}, which repository 'modules' in dev lacks, and so`);
    expect(stderr).toContain('git -C modules fetch --all');
    expect(await tip()).toBe('');
  });

  test('moves nothing where the account has no repository for a submodule, and says what makes it', async () => {
    await account('modules');
    const { exitCode, stderr } = await push();
    expect(exitCode).not.toBe(0);
    expect(stderr).toMatch(/There is no repository 'base' in .*/);
    expect(stderr).toContain('gitenv init dev');
    expect([await tip(), await kept('modules')]).toEqual(['', []]);
  });
});

describe('gitenv push', () => {
  beforeEach(begun);
  afterEach(() => stage.destroy());

  test('of what is in place brings again what the account has lost', async () => {
    await account('modules', 'base');
    await stage.git(['push', 'dev']);
    const client = new CodeCommitClient(stage.machine.client());
    await client.send(new DeleteRepositoryCommand({ repositoryName: 'base' }));
    await account('base');
    expect(await kept('base')).toEqual([]);
    const { exitCode, stderr } = await stage.gitenv(['push', 'dev']);
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
    expect(await kept('base')).toHaveLength(1);
  });

  test('goes back, and releases again, where what a commit uses is nowhere any more', async () => {
    await account('modules', 'base');
    await stage.git(['push', 'dev']);
    const first = await tip();
    await stage.commit('Go on', { 'more.txt': 'more\n' });
    await stage.git(['push', 'dev']);
    await forget();
    const client = new CodeCommitClient(stage.machine.client());
    await client.send(new DeleteRepositoryCommand({ repositoryName: 'modules' }));
    for (const command of [
      ['rollback', 'dev', '--yes'],
      ['redeploy', 'dev'],
    ]) {
      const { exitCode, stderr } = await stage.gitenv(command);
      expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
      expect(stderr).toMatch(/^dev: There is no repository 'modules' in .* Going on without\.$/m);
      expect(await tip()).toBe(first);
    }
  });

  test('takes a commit that is used twice from where it was cloned', async () => {
    await account('modules', 'base');
    const commit = await pinned(path.join(stage.clone, 'modules'), 'base');
    const file = path.join(stage.clone, '.gitmodules');
    const text = fs.readFileSync(file, 'utf8');
    fs.writeFileSync(file, `[submodule "a"]\n\tpath = a\n\turl = ../base\n${text}`);
    await inside(stage.clone, 'add', '.gitmodules');
    await inside(stage.clone, 'update-index', '--add', '--cacheinfo', `160000,${commit},a`);
    await inside(stage.clone, 'commit', '--quiet', '-m', 'Use base as well');
    const { exitCode, stderr } = await stage.gitenv(['push', 'dev']);
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
    expect(await kept('base')).toEqual([commit]);
  });

  test('says that a submodule was cloned without the history that the account lacks', async () => {
    await account('modules', 'base');
    await modules.commit('Go on');
    const at = path.join(stage.clone, 'modules');
    await forget();
    await inside(stage.clone, 'clone', '--quiet', '--depth=1', `file://${modules.folder}`, at);
    await stage.commit('Use the newest modules', {});
    await inside(at, 'submodule', 'set-url', 'base', base.folder);
    await inside(at, 'submodule', '--quiet', 'update', '--init');
    const { exitCode, stderr } = await stage.gitenv(['push', 'dev']);
    expect(exitCode).toBe(3);
    expect(stderr).toContain('git -C modules fetch --unshallow');
    expect(await tip()).toBe('');
    await inside(at, 'fetch', '--quiet', '--unshallow');
    expect(await stage.gitenv(['push', 'dev'])).toMatchObject({ exitCode: 0 });
  });

  test('takes two commits of one repository at two paths', async () => {
    await account('modules', 'base');
    await inside(stage.clone, 'submodule', '--quiet', 'add', base.folder, 'third/base');
    await inside(stage.clone, 'submodule', 'set-url', 'third/base', '../base');
    await inside(path.join(stage.clone, 'third/base'), 'commit', '--allow-empty', '-m', 'Go on');
    await stage.commit('Use base as well', {});
    expect(await stage.gitenv(['push', 'dev'])).toMatchObject({ exitCode: 0 });
    expect(await kept('base')).toHaveLength(2);
  });

  test('only looks where it is told to change nothing', async () => {
    await account('modules', 'base');
    expect(await stage.git(['push', '--dry-run', 'dev'])).toMatchObject({ exitCode: 0 });
    expect(await kept('modules')).toEqual([]);
  });
});

describe('an address in .gitmodules', () => {
  beforeAll(async () => {
    await begun();
    await account('modules', 'base');
  });
  afterAll(() => stage.destroy());

  const addressed = async (url: string) => {
    fs.writeFileSync(
      path.join(stage.clone, '.gitmodules'),
      `[submodule "modules"]\n\tpath = modules\n\turl = ${url}\n`,
    );
    await stage.commit('Change the address', {});
    return stage.git(['push', 'dev']);
  };

  test.each([
    ['../../elsewhere', /can only be \.\.\/<repository>/],
    ['../-option', /can only be \.\.\/<repository>/],
    ['./../modules', /can only be \.\.\/<repository>/],
    ['..', /can only be \.\.\/<repository>/],
    ['ext::sh -c touch% /tmp/gitenv-was-here', /would make git run something/],
    ['-oProxyCommand=touch', /would make git run something/],
  ])('%s is refused before anything moves', async (url, message) => {
    const { exitCode, stderr } = await addressed(url);
    expect(exitCode).not.toBe(0);
    expect(stderr).toMatch(message);
    expect(stderr).toContain('git submodule set-url modules ../REPOSITORY');
    expect(await tip()).toBe('');
  });

  test.each([
    ['https://example.invalid/modules.git', 'builds fetch it from there without any login'],
    ['git@example.invalid:modules.git', 'builds cannot fetch it'],
  ])('%s is the same everywhere: it is not pushed, and that is said', async (url, said) => {
    const { exitCode, stderr } = await addressed(url);
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
    expect(stderr).toContain(
      `dev: modules is not pushed, since its address '${url}' is not relative; ${said}`,
    );
  });

  test('may end in .git, as some servers want it', async () => {
    expect(await addressed('../modules.git')).toMatchObject({ exitCode: 0 });
    expect(await kept('modules')).toHaveLength(1);
    const { stdout } = await stage.git(['ls-remote', 'gitenv://dev@eu-west-1/modules.git']);
    expect(stdout).toContain('refs/tags/gitenv/uses/');
  });
});

describe('where builds are those of the kit', () => {
  beforeEach(async () => {
    await begun();
    await account('modules', 'base');
    fs.mkdirSync(path.join(stage.clone, '.gitenv'));
    await stage.commit('Build with the kit', { '.gitenv/kit.cjs': '' });
  });
  afterEach(() => stage.destroy());
  const pushes = [() => stage.git(['push', 'dev']), () => stage.gitenv(['push', 'dev'])] as const;

  test('what they have no access to is refused before anything moves', async () => {
    await inside(stage.clone, 'submodule', 'set-url', 'modules', 'git@example.invalid:modules');
    await stage.commit('Name another server', {});
    for (const push of pushes) {
      const { exitCode, stderr } = await push();
      expect(exitCode).not.toBe(0);
      expect(stderr).toContain(
        "The submodule modules has the address 'git@example.invalid:modules', which builds have no access to; nothing was changed. Give it an address beside this repository, such as ../its-name, and commit that.",
      );
    }
    expect([await tip(), await kept('base')]).toEqual(['', []]);
  });

  test('so is what .gitmodules does not mention, in a submodule as well', async () => {
    const stray = ['update-index', '--add', '--cacheinfo', `160000,${'1'.repeat(40)},vendor/lost`];
    const at = path.join(stage.clone, 'modules');
    await inside(at, ...stray);
    await inside(at, 'commit', '--quiet', '-m', 'Lose a submodule');
    await stage.commit('Use that', {});
    for (const push of pushes) {
      const { exitCode, stderr } = await push();
      expect(exitCode).not.toBe(0);
      expect(stderr).toContain(
        'modules/vendor/lost is a submodule, but .gitmodules does not say where from, and builds refuse it; nothing was changed.',
      );
      expect(stderr).toContain('git -C modules rm --cached vendor/lost');
    }
    expect(await tip()).toBe('');
  });

  test('a commit of another repository without any .gitmodules is told', async () => {
    await inside(stage.clone, 'rm', '--quiet', '--cached', 'modules', '.gitmodules');
    fs.rmSync(path.join(stage.clone, '.gitmodules'));
    await inside(stage.clone, 'update-index', '--add', '--cacheinfo', `160000,${'1'.repeat(40)},a`);
    await inside(stage.clone, 'commit', '--quiet', '-m', 'Lose them all');
    const { exitCode, stderr } = await stage.git(['push', 'dev']);
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
    expect(stderr).toContain(
      'dev: a is a submodule, but .gitmodules does not say where from: builds have an empty folder there (git submodule add --force ../REPOSITORY a, or git rm --cached a)',
    );
  });
});

describe('a .gitmodules', () => {
  beforeAll(begun);
  afterAll(() => stage.destroy());

  test.each([
    [
      '[submodule "../../hooks"]\n\tpath = modules\n\turl = ../modules\n',
      /the name '\.\.\/\.\.\/hooks'/,
    ],
    [
      '[submodule "modules"]\n\tpath = ../modules\n\turl = ../modules\n',
      /the path '\.\.\/modules'/,
    ],
    [
      '[submodule "modules"]\n\tpath = .git/modules\n\turl = ../modules\n',
      /the path '\.git\/modules'/,
    ],
    ['[submodule "modules"]\n\tpath = modules\n', /no url for 'modules'/],
    [
      '[submodule "modules"]\n\tpath = modules\n\turl = ../a\n\turl = ../b\n',
      /two values for the url/,
    ],
    ['[submodule "modules"\n', /cannot be read/],
  ])('like %j is refused before anything moves', async (text, message) => {
    fs.writeFileSync(path.join(stage.clone, '.gitmodules'), text);
    await stage.commit('Change .gitmodules', {});
    const { exitCode, stderr } = await stage.git(['push', 'dev']);
    expect(exitCode).not.toBe(0);
    expect(stderr).toMatch(message);
    expect(await tip()).toBe('');
  });
});

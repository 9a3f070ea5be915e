import fs from 'node:fs';
import path from 'node:path';
import { makeInstalledWorld, makeWorld, type World } from './world';

let world: World;
beforeAll(async () => {
  world = await makeInstalledWorld();
  await world.ok('git push');
});
afterAll(() => world.end());

const tipOf = async (environment: string) =>
  (await world.ok(`git ls-remote ${environment} refs/heads/main`)).split('\t')[0] ?? '';

describe('what a repository can lack', () => {
  test('outside a repository, every command says so', async () => {
    const { status, stderr } = await world.sh(`cd ${world.folder} && gitenv status`);
    expect(status).toBe(3);
    expect(stderr).toMatch(/not inside a git work tree/);
  });

  test('a repository without a commit cannot be pushed, and nothing is sent', async () => {
    const empty = path.join(world.folder, 'empty');
    fs.mkdirSync(empty);
    fs.copyFileSync(path.join(world.repository, 'gitenv.json'), path.join(empty, 'gitenv.json'));
    const { status, stderr } = await world.sh(
      `cd ${empty} && git init -q -b main && git remote add dev $(git -C ${world.repository} remote get-url dev) && gitenv push dev`,
    );
    expect(status).toBe(3);
    expect(stderr).toMatch(/no commit/i);
  });

  test('a detached HEAD is pushed like any other commit', async () => {
    await world.commit('Detached');
    await world.ok('git checkout --quiet --detach');
    await world.ok('git push dev');
    expect(await tipOf('dev')).toBe(await world.ok('git rev-parse HEAD'));
    await world.ok('git checkout --quiet main');
  });

  test('a commit without a buildspec is refused before anything moves, and fails if somebody insists', async () => {
    const before = await tipOf('dev');
    await world.ok(
      'git checkout --quiet -b bare && git rm --quiet buildspec.yml && git commit --quiet -m "No buildspec"',
    );
    const refused = await world.sh('git push dev HEAD:main');
    expect(refused.status).toBe(1);
    expect(refused.stderr).toContain('Build reads buildspec.yml, which is not in the commit');
    expect(await tipOf('dev')).toBe(before);
    const { status, stderr } = await world.sh(
      "git push -o skip-look -o reason='to see it' dev HEAD:main",
    );
    expect(status).toBe(1);
    expect(stderr).toMatch(/YAML_FILE_ERROR.*buildspec\.yml/s);
    await world.ok('git checkout --quiet main');
    await world.commit('Go on');
    await world.ok('gitenv rollback dev --yes');
  });

  test('a buildspec with a syntax error is refused, and fails with its line and cause', async () => {
    const good = world.read('buildspec.yml');
    await world.ok('git checkout --quiet -b broken');
    world.write(
      'buildspec.yml',
      'version: 0.2\nphases:\n  build:\n    commands:\n      - echo "a: b\n',
    );
    await world.commit('Break the buildspec');
    const refused = await world.sh("git push --force -o reason='to break it' dev HEAD:main");
    expect(refused.stderr).toContain('gitenv: The release of');
    expect(refused.stderr).toContain('Correct buildspec.yml, and commit that');
    const { status, stderr } = await world.sh(
      "git push --force -o skip-look -o reason='to break it' dev HEAD:main",
    );
    expect(status).toBe(1);
    expect(stderr).toMatch(/YAML_FILE_ERROR/);
    expect(stderr).toMatch(/line 5/);
    await world.ok('git checkout --quiet main');
    expect(world.read('buildspec.yml')).toBe(good);
    await world.ok('git push --force dev HEAD:main');
  });
});

describe('names that do not exist or are not unique', () => {
  test('an unknown environment is answered with those that exist', async () => {
    const { status, stderr } = await world.sh('gitenv push qa');
    expect(status).toBe(2);
    expect(stderr).toMatch(/'qa'/);
    expect(stderr).toMatch(/dev, stg, prd/);
  });

  test('an unknown commit is named', async () => {
    const { status, stderr } = await world.sh(
      'gitenv push dev 0123456789012345678901234567890123456789',
    );
    expect(status).toBe(2);
    expect(stderr).toContain('0123456789');
  });

  test('an abbreviated commit is enough', async () => {
    await world.ok('gitenv push dev $(git rev-parse --short HEAD)');
    expect(await tipOf('dev')).toBe(await world.ok('git rev-parse HEAD'));
  });

  test('an ambiguous abbreviation is answered with the candidates', async () => {
    const prefix = await ambiguousPrefix();
    const { status, stderr } = await world.sh(`gitenv push dev ${prefix}`);
    expect(status).toBe(2);
    expect(stderr).toMatch(/could be any of/);
  });

  test('an annotated tag is peeled to its commit', async () => {
    const commit = await world.commit('Tagged');
    await world.ok('git tag -a v1 -m "Version 1"');
    await world.ok('gitenv push dev v1');
    expect(await tipOf('dev')).toBe(commit);
  });

  /** Commits without changes, made until two begin with the same four digits. */
  async function ambiguousPrefix(): Promise<string> {
    const made = await world.ok(
      'tree=$(git rev-parse HEAD^{tree}); for i in $(seq 1 900); do git commit-tree -m $i $tree; done',
    );
    const prefixes = made.split('\n').map((commit) => commit.slice(0, 4));
    const twice = prefixes.find((prefix, index) => prefixes.indexOf(prefix) !== index);
    if (twice === undefined) throw new Error('no two of 900 commits begin alike');
    return twice;
  }
});

describe('configuration and credentials', () => {
  test('a broken gitenv.json is answered with the path inside it and the reason', async () => {
    const good = world.read('gitenv.json');
    world.write('gitenv.json', good.replace(/"region": "[^"]+"/, '"region": "moon"'));
    const wrong = await world.sh('gitenv status');
    world.write('gitenv.json', '{ "application": ');
    const broken = await world.sh('gitenv status');
    world.write('gitenv.json', good);
    expect(wrong).toMatchObject({ status: 3 });
    expect(wrong.stderr).toMatch(/environments\.dev\.region/);
    expect(broken).toMatchObject({ status: 3 });
    expect(broken.stderr).toMatch(/not JSON/);
  });

  test('a profile that does not exist is named', async () => {
    const nowhere = path.join(world.folder, 'nowhere');
    const { status, stderr } = await world.sh('gitenv push dev', {
      AWS_CONFIG_FILE: nowhere,
      AWS_SHARED_CREDENTIALS_FILE: nowhere,
    });
    expect(status).toBe(4);
    expect(stderr).toContain('gitenv-dev');
  });

  test('another account than the recorded one is refused before anything moves', async () => {
    const before = await tipOf('stg');
    const good = world.read('gitenv.json');
    world.write('gitenv.json', good.replace('222222222222', '999999999999'));
    const pushed = await world.sh('git push stg');
    const spelled = await world.sh('gitenv push stg');
    world.write('gitenv.json', good);
    expect(pushed.status).not.toBe(0);
    expect(pushed.stderr).toMatch(/222222222222.*999999999999/s);
    expect(spelled.status).toBe(4);
    expect(await tipOf('stg')).toBe(before);
  });

  test('keys and a profile in the environment that point elsewhere do not win', async () => {
    const elsewhere = {
      AWS_PROFILE: 'gitenv-prd',
      AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
    };
    const commit = await world.commit('Elsewhere');
    await world.ok('git push dev', elsewhere);
    expect(await tipOf('dev')).toBe(commit);
    const status = await world.ok('gitenv status --json', elsewhere);
    expect(status).toContain(commit);
  });

  test('wrong keys are refused as such', async () => {
    const file = path.join(world.folder, 'wrong-credentials');
    const good = fs.readFileSync(world.env.AWS_SHARED_CREDENTIALS_FILE ?? '', 'utf8');
    fs.writeFileSync(
      file,
      good.replace(/aws_secret_access_key = .*/g, 'aws_secret_access_key = wrong'),
    );
    const pushed = await world.sh('gitenv push dev', { AWS_SHARED_CREDENTIALS_FILE: file });
    expect(pushed.status).toBe(4);
    const plain = await world.sh('git push dev', { AWS_SHARED_CREDENTIALS_FILE: file });
    expect(plain.status).not.toBe(0);
    expect(plain.stderr).toMatch(/gitenv: /);
  });
});

describe('two people at once', () => {
  test('whoever comes second is told who was first, and changes nothing', async () => {
    const address = await world.ok('git remote get-url dev');
    await world.ok('git push dev');
    await world.ok(`git clone --quiet ${address} ../second`);
    const theirs = await world.commit('First');
    await world.ok('git push dev');
    await world.ok('git -C ../second commit --quiet --allow-empty -m Second');
    const plain = await world.sh('git -C ../second push origin HEAD:main');
    expect(plain.status).not.toBe(0);
    const spelled = await world.sh(
      'git -C ../second remote rename origin dev && gitenv -C ../second push dev',
    );
    expect(spelled.status).toBe(5);
    expect(await tipOf('dev')).toBe(theirs);
  });
});

describe('the local server', () => {
  test('a second one on the same root is the first one', async () => {
    const first = JSON.parse(await world.ok('gitenv local status --json'));
    const { status } = await world.sh('gitenv local up');
    expect(status).toBe(0);
    expect(JSON.parse(await world.ok('gitenv local status --json'))).toEqual(first);
  });

  test('a taken port is said, with what to do', async () => {
    const { endpoint } = JSON.parse(await world.ok('gitenv local status --json'));
    const { port } = new URL(endpoint);
    const { status, stderr } = await world.sh(
      `gitenv local up --root ${world.folder}/other --prefix other --port ${port}`,
    );
    expect(status).toBe(3);
    expect(stderr).toMatch(/--port/);
  });

  test('when it is down, a push says how to bring it up, and nothing is lost by doing so', async () => {
    const before = await tipOf('dev');
    await world.ok('gitenv local down');
    const { status, stderr } = await world.sh('git push dev');
    expect(status).not.toBe(0);
    expect(stderr).toMatch(/gitenv local up/);
    const unreachable = await world.sh('gitenv status --json');
    expect(unreachable.status).toBe(5);
    await world.ok('gitenv local up');
    expect(await tipOf('dev')).toBe(before);
  });
});

describe('bad days', () => {
  test('kill -9 of the server in the middle of a release loses nothing, and says what happened', async () => {
    const slow = await makeWorld({
      build:
        '#!/usr/bin/env bash\necho begun > "$HOME/begun"; echo begun; [ ! -e slow ] || sleep 600\n',
      deploy: '#!/usr/bin/env bash\necho deployed\n',
    });
    try {
      await slow.ok('gitenv local up --port 0 && gitenv init dev --yes');
      await slow.commit('Installed');
      await slow.ok('git push');
      slow.write('slow', '');
      const commit = await slow.commit('Slow');
      const { pid, root } = JSON.parse(await slow.ok('gitenv local status --json'));
      const push = slow.sh('git push');
      await slow.ok(
        'until gitenv logs dev 2>/dev/null | grep -q begun && gitenv status --json | grep -q InProgress; do sleep 0.1; done',
      );
      process.kill(pid, 'SIGKILL');
      const { status, stderr } = await push;
      expect(status).not.toBe(0);
      expect(stderr).toContain('gitenv');
      await slow.ok(`gitenv local up --root ${root}`);
      expect(await slow.ok('git ls-remote dev refs/heads/main')).toContain(commit);
      const { releases } = JSON.parse(await slow.ok('gitenv history dev --json'));
      expect(['Failed', 'Stopped']).toContain(releases[0].status);
      expect(releases[0].commit).toBe(commit);
      expect(releases.length).toBeGreaterThanOrEqual(2);
    } finally {
      await slow.end();
    }
  });

  test('Ctrl-C stops the watching, never the release', async () => {
    const end = `${world.folder}/end`;
    world.write(
      'build',
      `#!/usr/bin/env bash\necho begun; until [ -e ${end} ]; do sleep 0.05; done\n`,
      0o755,
    );
    const commit = await world.commit('Take a while');
    const { status, stderr } = await world.sh(
      'set -m; gitenv push dev 2> ../out & pid=$!; until grep -q begun ../out; do sleep 0.05; done; kill -INT -- -$pid; wait $pid; rc=$?; cat ../out >&2; exit $rc',
    );
    expect(status).toBe(130);
    expect(stderr).toMatch(/gitenv (logs|status|history)/);
    await world.ok(`touch ${end}`);
    await world.ok(
      'until gitenv history dev --limit 1 --json | grep -q Succeeded; do sleep 0.1; done',
    );
    expect(
      JSON.parse(await world.ok('gitenv history dev --limit 1 --json')).releases[0],
    ).toMatchObject({
      commit,
      status: 'Succeeded',
    });
  });
});

import fs from 'node:fs';
import path from 'node:path';
import { makeInstalledWorld, type World } from './world';

let world: World;
beforeAll(async () => {
  world = await makeInstalledWorld();
  await world.ok('git push');
});
afterAll(() => world.end());

interface Finding {
  readonly check: string;
  readonly environment: string | null;
  readonly outcome: string;
  readonly message: string;
  readonly fix: string | null;
}

async function examine(env?: NodeJS.ProcessEnv) {
  const { status, stdout } = await world.sh('gitenv doctor --json', env);
  const { healthy, findings } = JSON.parse(stdout) as { healthy: boolean; findings: Finding[] };
  const find = (check: string, environment?: string) =>
    findings.find((it) => it.check === check && (it.environment ?? undefined) === environment);
  return { status, healthy, findings, find };
}

describe('gitenv doctor', () => {
  test('finds a fresh installation well, but for what was not pushed yet', async () => {
    const { status, healthy, findings, find } = await examine();
    expect({ status, healthy }).toEqual({ status: 0, healthy: true });
    expect(find('credentials', 'prd')).toMatchObject({
      outcome: 'ok',
      message: expect.stringContaining('333333333333'),
    });
    expect(find('stack', 'dev')).toMatchObject({ outcome: 'ok' });
    expect(find('repository', 'dev')).toMatchObject({ outcome: 'ok' });
    expect(find('repository', 'prd')).toMatchObject({
      outcome: 'note',
      message: 'nothing was pushed to main yet',
    });
    const unwell = findings.filter(({ outcome }) => outcome !== 'ok' && outcome !== 'note');
    expect(unwell).toEqual([]);
  });

  test('examines one environment alone, with the machine and the commit', async () => {
    const { findings } = JSON.parse(await world.ok('gitenv doctor prd --json')) as {
      findings: Finding[];
    };
    const environments = new Set(findings.map(({ environment }) => environment));
    expect([...environments]).toEqual([null, 'prd']);
    expect(await world.ok('gitenv doctor prd')).not.toMatch(/\bstg\b/);
    const mistyped = await world.sh('gitenv doctor prod');
    expect(mistyped.status).toBe(2);
    expect(mistyped.stderr).toMatch(/did you mean prd/i);
  });

  test('knows its own program in the commit, and one that was changed', async () => {
    const own = (await examine()).find('program');
    expect(own).toMatchObject({
      outcome: 'ok',
      message: expect.stringMatching(/^\.gitenv\/kit\.cjs is that of gitenv \d/),
    });
    const program = world.read('.gitenv/kit.cjs');
    world.write('.gitenv/kit.cjs', `${program}// changed\n`);
    expect((await examine()).find('program')).toEqual(own);
    await world.commit('Change the program');
    const { status, find } = await examine();
    expect(status).toBe(0);
    expect(find('program')).toMatchObject({
      outcome: 'warning',
      message: expect.stringContaining('is not one that gitenv released'),
      fix: 'git log --stat -- .gitenv/kit.cjs',
    });
    await world.ok('gitenv init dev --yes');
    await world.commit('Take the program of gitenv again');
    expect((await examine()).find('program')).toEqual(own);
  });

  test('shows environments side by side, and what is only to be known', async () => {
    const shown = await world.ok('gitenv doctor');
    expect(shown).toMatch(/check +dev +stg +prd/);
    expect(shown).toMatch(/credentials +✓ +✓ +✓/);
    expect(shown).toContain('prd: nothing was pushed to main yet');
    expect(shown).toContain('All is well.');
  });

  test('does not let one environment that cannot be asked hide the others', async () => {
    const file = path.join(world.folder, 'other-credentials');
    const known = fs.readFileSync(world.env.AWS_SHARED_CREDENTIALS_FILE ?? '', 'utf8');
    fs.writeFileSync(
      file,
      known.replace(/(\[gitenv-stg\][^[]*aws_secret_access_key = )\S+/, '$1wrong'),
    );
    const { status, healthy, find } = await examine({ AWS_SHARED_CREDENTIALS_FILE: file });
    expect({ status, healthy }).toEqual({ status: 3, healthy: false });
    expect(find('credentials', 'stg')?.outcome).toBe('problem');
    expect(find('stack', 'stg')?.outcome).toBe('unknown');
    expect(find('stack', 'dev')?.outcome).toBe('ok');
  });

  test('misses the helper that git needs', async () => {
    const withoutHelper = path.join(world.folder, 'half');
    fs.mkdirSync(withoutHelper);
    fs.symlinkSync(path.join(world.folder, 'bin', 'gitenv'), path.join(withoutHelper, 'gitenv'));
    const others = (world.env.PATH ?? '').split(path.delimiter).slice(1);
    const { status, find } = await examine({
      PATH: [withoutHelper, ...others].join(path.delimiter),
    });
    expect(status).toBe(3);
    expect(find('helper')).toMatchObject({
      outcome: 'problem',
      message: expect.stringContaining('git-remote-gitenv'),
    });
  });

  test('says that a commit lacks what a release needs, though the work tree has it', async () => {
    await world.ok(
      'git rm --quiet --cached buildspec.yml && git commit --quiet -m "Forget the buildspec"',
    );
    const { find } = await examine();
    const found = find('commit');
    expect(found).toMatchObject({
      outcome: 'problem',
      message:
        'Build reads buildspec.yml, which is not in the commit: it is only in your work tree',
    });
    await world.ok(found?.fix ?? '');
    expect((await examine()).find('commit')).toMatchObject({ outcome: 'ok' });
  });

  test('notices a remote that was removed or leads elsewhere', async () => {
    await world.ok(
      'git remote remove stg && git remote set-url prd gitenv://gitenv-prd@eu-west-1/other',
    );
    const { find } = await examine();
    expect(find('remote', 'stg')).toMatchObject({ outcome: 'problem', fix: 'gitenv remotes' });
    expect(find('remote', 'prd')?.message).toContain('/other');
    await world.ok('gitenv remotes');
    expect((await examine()).find('remote', 'prd')?.outcome).toBe('ok');
  });

  test('notices a release that failed', async () => {
    world.write('broken-build', '');
    await world.commit('Break the build');
    expect((await world.sh('git push')).status).toBe(1);
    expect((await examine()).find('releases', 'dev')).toMatchObject({
      outcome: 'warning',
      fix: 'gitenv retry dev',
    });
  });
});

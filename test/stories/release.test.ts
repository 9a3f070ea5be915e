import { makeInstalledWorld, type World } from './world';

let world: World;
beforeAll(async () => {
  world = await makeInstalledWorld();
});
afterAll(() => world.end());

interface HistoryRow {
  readonly commit: string;
  readonly status: string;
  readonly isRollback: boolean;
}

async function history(environment: string): Promise<HistoryRow[]> {
  return JSON.parse(await world.ok(`gitenv history ${environment} --json`)).releases;
}

const tipOf = async (environment: string) =>
  (await world.ok(`git ls-remote ${environment} refs/heads/main`)).split('\t')[0];

describe('the path to production, with git alone', () => {
  test('git push goes to dev, shows the build and what it deployed, and names the commit', async () => {
    const commit = await world.ok('git rev-parse HEAD');
    const { status, stderr } = await world.sh('git push');
    expect(stderr).toContain(`building ${commit}`);
    expect(stderr).toContain('deploying to dev');
    expect(status).toBe(0);
    expect(await tipOf('dev')).toBe(commit);
    expect((await history('dev'))[0]).toMatchObject({ commit, status: 'Succeeded' });
  });

  test('a second push of the same commit is up to date, and silent', async () => {
    const { status, stderr } = await world.sh('git push');
    expect({ status, stderr: stderr.trim() }).toEqual({
      status: 0,
      stderr: 'Everything up-to-date',
    });
  });

  test('a push says what is in no commit, and so is not released', async () => {
    await world.commit('Release this');
    const build = world.read('build');
    world.write('build', `${build}# not committed\n`);
    const plain = await world.sh('git push');
    expect(plain.stderr).toContain('dev: uncommitted changes are not released: build');
    await world.commit('Release that');
    world.write('build', build);
    const other = await world.ok('git rev-parse HEAD~1');
    const said = 'stg: uncommitted changes';
    expect((await world.sh(`gitenv push stg ${other}`)).stderr).not.toContain(said);
    await world.ok('git push');
    expect((await world.sh('gitenv push stg')).stderr).toContain(`${said} are not released: build`);
    await world.ok('git checkout --quiet build');
  });

  test('a commit is cut to stg and promoted to prd', async () => {
    await world.ok('git push stg');
    await world.ok('git push prd HEAD:refs/heads/main');
    expect(await tipOf('prd')).toBe(await world.ok('git rev-parse HEAD'));
  });

  test('stock git refuses a bare commit, as the README says', async () => {
    const { status, stderr } = await world.sh('git push prd $(git rev-parse HEAD)');
    expect(status).not.toBe(0);
    expect(stderr).toContain('cannot be resolved to branch');
  });

  test('a commit that fails is refused with the last lines of what failed, and prd is untouched', async () => {
    const running = await tipOf('prd');
    world.write('broken-build', '');
    await world.commit('Break the build');
    const { status, stderr } = await world.sh('git push');
    expect(status).toBe(1);
    expect(stderr).toMatch(/Build/);
    expect((await history('dev'))[0]?.status).toBe('Failed');
    expect(await tipOf('prd')).toBe(running);
    await world.ok('git rm --quiet broken-build');
    await world.commit('Mend the build');
  });

  test('what breaks production is rolled back to the last good commit, and a second time further back', async () => {
    const good = await tipOf('prd');
    const better = await world.ok('git rev-parse HEAD');
    await world.ok(`git push && git push stg && git push prd ${better}:main`);
    world.write('broken-in-prd', '');
    const bad = await world.commit('Break the deployment');
    await world.ok('git push && git push stg');
    expect((await world.sh(`git push prd ${bad}:main`)).status).toBe(1);
    const first = await world.sh('gitenv rollback prd --yes');
    expect({ status: first.status, to: await tipOf('prd') }).toEqual({ status: 0, to: better });
    const second = await world.sh('gitenv rollback prd --further --yes');
    expect({ status: second.status, to: await tipOf('prd') }).toEqual({ status: 0, to: good });
    const rows = await history('prd');
    expect(rows.map(({ commit, isRollback }) => ({ commit, isRollback }))).toEqual([
      { commit: good, isRollback: true },
      { commit: better, isRollback: true },
      { commit: bad, isRollback: false },
      { commit: better, isRollback: false },
      { commit: good, isRollback: false },
      ...rows.slice(5).map(({ commit, isRollback }) => ({ commit, isRollback })),
    ]);
  });

  test('pushing the running commit again with gitenv starts another release of it', async () => {
    const before = (await history('prd')).length;
    const tip = await tipOf('prd');
    await world.ok(`gitenv push prd ${tip}`);
    const rows = await history('prd');
    expect(rows.length).toBe(before + 1);
    expect(rows[0]).toMatchObject({ commit: tip, status: 'Succeeded' });
  });

  test('a clone of the deployed repository works with nothing but its address', async () => {
    const address = await world.ok('git remote get-url prd');
    await world.ok(`git clone --quiet ${address} ../clone`);
    expect(await world.ok('git -C ../clone rev-parse HEAD')).toBe(await tipOf('prd'));
  });
});

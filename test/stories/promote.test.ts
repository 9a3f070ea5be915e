import fs from 'node:fs';
import path from 'node:path';
import { makeInstalledWorld, type World } from './world';

let world: World;
beforeAll(async () => {
  world = await makeInstalledWorld();
});
afterAll(() => world.end());

const tipOf = async (environment: string) =>
  (await world.ok(`git ls-remote ${environment} refs/heads/main`)).split('\t')[0] ?? '';
const head = () => world.ok('git rev-parse HEAD');
const short = (commit: string) => commit.slice(0, 8);

describe('gitenv promote', () => {
  test('has nothing to take where nothing runs, and nowhere to take it from for the first', async () => {
    const early = await world.sh('gitenv promote stg');
    expect(early).toMatchObject({ status: 5, stdout: '' });
    expect(early.stderr).toContain(
      'Nothing was released successfully in dev yet.\nhint: gitenv push dev',
    );
    const first = await world.sh('gitenv promote dev');
    expect(first.status).toBe(2);
    expect(first.stderr).toContain('hint: gitenv push dev');
    const backwards = await world.sh('gitenv promote prd --through stg');
    expect(backwards.status).toBe(2);
    expect(backwards.stderr).toContain('stg does not come after prd on the path (dev, stg, prd).');
  });

  test('takes what runs upstream all the way, while each release succeeds', async () => {
    await world.ok('git push');
    const released = await head();
    const { status, stderr } = await world.sh('gitenv promote stg --through prd');
    expect({ status, stderr: status === 0 ? '' : stderr }).toEqual({ status: 0, stderr: '' });
    expect(stderr).toMatch(
      /deploying to stg[\s\S]*stg: [0-9a-f]{8} is released[\s\S]*deploying to prd/,
    );
    expect([await tipOf('stg'), await tipOf('prd')]).toEqual([released, released]);
  });

  test('says so where there is nothing new', async () => {
    const { status, stdout, stderr } = await world.sh('gitenv promote prd');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(
      /^prd: nothing new; it has [0-9a-f]{8} "Deploy with gitenv", which stg runs\n$/,
    );
    const { promotions } = JSON.parse(await world.ok('gitenv promote prd --json'));
    expect(promotions).toMatchObject([{ environment: 'prd', upstream: 'stg', isNew: false }]);
  });

  test('shows the commits first, and takes what runs, not what failed or is checked out', async () => {
    world.write('page.txt', 'one\n');
    const good = await world.commit('Add a page');
    await world.ok('git push');
    world.write('broken-build', '');
    await world.commit('Break');
    expect((await world.sh('git push')).status).toBe(1);
    const { status, stderr } = await world.sh('gitenv promote stg');
    expect(status).toBe(0);
    expect(stderr.indexOf('Brings 1 commit:\n')).toBeLessThan(stderr.indexOf('stg: releasing'));
    expect(stderr).toContain(`    ${short(good)} Add a page (tester)\n`);
    expect(await tipOf('stg')).toBe(good);
    await world.ok('git rm --quiet broken-build');
    await world.commit('Mend');
  });

  test('stops where a release fails, says how far it came, and goes on from there', async () => {
    world.write('broken-in-stg', '');
    const broken = await world.commit('Break stg');
    await world.ok('git push');
    const before = await tipOf('prd');
    const { status, stderr } = await world.sh('gitenv promote stg --through prd');
    expect(status).toBe(6);
    expect(stderr).toContain(`stg: ${short(broken)} failed`);
    expect(await tipOf('prd')).toBe(before);
    await world.ok('git rm --quiet broken-in-stg');
    const mended = await world.commit('Mend stg');
    await world.ok('git push && gitenv promote stg --through prd');
    expect(await tipOf('prd')).toBe(mended);
  });

  test('says how far it came where an environment in the middle cannot be reached', async () => {
    const commit = await world.commit('On and on');
    await world.ok('git push');
    await world.ok('git remote set-url prd gitenv://gone@eu-west-1/app');
    const { status, stderr } = await world.sh('gitenv promote stg --through prd');
    await world.ok('git remote set-url prd gitenv://gitenv-prd@eu-west-1/app');
    expect(status).toBe(4);
    expect(stderr).toContain(`The promotion came as far as stg, which has ${short(commit)}.`);
    expect(stderr).toContain('gitenv remotes --profile prd=PROFILE');
    expect(stderr).toContain('gitenv promote prd');
    expect(await tipOf('stg')).toBe(commit);
    await world.ok('gitenv promote prd');
    expect(await tipOf('prd')).toBe(commit);
  });

  test('says so where the network to an environment in the middle dies on the way', async () => {
    const commit = await world.commit('On and on and on');
    await world.ok('git push');
    const before = await tipOf('prd');
    const { status, stderr } = await world.sh('gitenv promote stg --through prd', {
      AWS_CONFIG_FILE: withoutWayTo('prd'),
    });
    expect(status).toBe(5);
    expect(stderr).toMatch(/gitenv: prd\.invalid cannot be reached \((ENOTFOUND|EAI_AGAIN)\)\. /);
    expect(stderr).toContain(
      `The promotion came as far as stg, which has ${short(commit)}. gitenv promote prd goes on with it. Check the network connection and the region.\nhint: gitenv promote prd\n`,
    );
    expect([await tipOf('stg'), await tipOf('prd')]).toEqual([commit, before]);
    await world.ok('gitenv promote prd');
    expect(await tipOf('prd')).toBe(commit);
  });

  /** The AWS configuration as it is, but for an environment whose host nobody knows. */
  function withoutWayTo(environment: string): string {
    const file = path.join(world.folder, `no-${environment}`);
    const config = fs.readFileSync(world.env.AWS_CONFIG_FILE ?? '', 'utf8');
    const [before, after] = config.split(`[profile gitenv-${environment}]`);
    const changed = after?.replace(
      /endpoint_url = .*/,
      `endpoint_url = http://${environment}.invalid`,
    );
    fs.writeFileSync(file, `${before}[profile gitenv-${environment}]${changed}`);
    return file;
  }

  test('does not bring back what was rolled back', async () => {
    const regretted = await world.commit('Regret');
    await world.ok('git push && gitenv promote stg && gitenv promote prd');
    await world.ok('gitenv rollback prd --yes');
    const back = await tipOf('prd');
    const again = await world.sh("gitenv promote prd --reason 'all is well'");
    expect(again.status).toBe(5);
    expect(again.stderr).toContain(`gitenv push prd ${short(regretted)} --reason '…'`);
    expect(await tipOf('prd')).toBe(back);
  });

  test('leaves an environment alone that is ahead', async () => {
    await world.ok("gitenv push prd HEAD --reason 'it was the disk'");
    const hotfix = await world.commit('Hotfix');
    await world.ok("gitenv push prd --skip-upstream --reason 'the till is down'");
    expect(await world.ok('gitenv promote prd')).toMatch(
      /^prd: nothing new; it has [0-9a-f]{8} "Regret", which stg runs, and 1 commit more$/,
    );
    expect(await tipOf('prd')).toBe(hotfix);
  });
});

import fs from 'node:fs';
import path from 'node:path';
import { makeWorld, type World } from './world';

const examples = path.resolve(__dirname, '../../examples');

let world: World;
beforeAll(async () => {
  world = await makeWorld({});
  fs.cpSync(path.join(examples, 'platform'), world.repository, { recursive: true });
  world.write('shared/home', world.folder);
  await world.ok('gitenv local up --port 0');
  await world.ok('gitenv init dev stg --yes');
  await world.commit('Deploy with gitenv');
});
afterAll(() => world.end());

/** What the environment has of a component. */
function placed(file: string, environment = 'dev'): string {
  return fs.readFileSync(path.join(world.folder, 'platform', environment, file), 'utf8');
}

/** The components that were deployed since the last time this was asked, in order. */
function deployed(environment = 'dev'): string[] {
  const file = path.join(world.folder, 'platform', environment, 'log');
  const lines = fs.existsSync(file) ? fs.readFileSync(file, 'utf8').trim().split('\n') : [];
  fs.rmSync(file, { force: true });
  return lines;
}

function apply(patch: string): Promise<string> {
  return world.ok(`git am --quiet ${path.join(examples, 'platform.history', `${patch}*`)}`);
}

describe('a repository with components', () => {
  test('has all of them applied at first, each after those it depends on', async () => {
    const { status, stderr } = await world.sh('git push');
    expect([status, status === 0 ? '' : stderr]).toEqual([0, '']);
    expect(deployed()).toEqual(['network', 'accounts', 'mail', 'web']);
    expect(stderr).toContain('network is applied: nothing was released here before.');
    expect(stderr).toContain('Components applied: network, accounts, mail, web.');
  });

  test('has only those applied whose inputs have changed', async () => {
    await apply('0001');
    const { status, stderr } = await world.sh('git push');
    expect(status).toBe(0);
    expect(deployed()).toEqual(['accounts']);
    expect(stderr).toMatch(/accounts is applied: its inputs are others than those of [0-9a-f]{8}/);
    expect(stderr).toMatch(/mail is skipped: its inputs are those of [0-9a-f]{8}, which runs\./);
    expect(stderr).toContain('Components applied: accounts; skipped: network, mail, web.');
  });

  test('counts what lies beside a component among its inputs', async () => {
    await apply('0002');
    await world.ok('git push');
    expect(deployed()).toEqual(['accounts', 'mail']);
    expect(placed('mail/service.js')).toContain('greeting');
  });

  test('goes on where a build has failed meanwhile', async () => {
    await world.ok("sed -i 's/node --test/false/' build");
    await world.commit('Break the build');
    expect((await world.sh('git push')).status).toBe(1);
    await world.ok('git revert --no-edit HEAD');
    world.write('web/index.html', '<h1>Better</h1>\n');
    await world.commit('Make the page better');
    await world.ok('git push');
    expect(deployed()).toEqual(['web']);
  });

  test('that fails in one of them keeps back those that depend on it, and no others', async () => {
    await apply('0003');
    const { status, stderr } = await world.sh('git push');
    expect(status).toBe(1);
    expect(deployed()).toEqual(['accounts', 'mail']);
    expect(stderr).toContain('web is not reached: it depends on accounts.');
    expect(stderr).toContain(
      'Components applied: mail; skipped: network; failed: accounts; not reached: web. What was applied stands',
    );
    expect(placed('accounts/settings.json')).toContain('"port": 0');
  });

  test('is put back by a rollback in all that the failed release may have touched, and only there', async () => {
    const { status, stderr } = await world.sh('gitenv rollback dev --yes');
    expect([status, status === 0 ? '' : stderr]).toEqual([0, '']);
    expect(deployed()).toEqual(['accounts', 'mail', 'web']);
    expect(stderr).toMatch(/network is skipped: its inputs are those of [0-9a-f]{8}, which runs/);
    expect(stderr).toMatch(/mail is applied: the release of [0-9a-f]{8} since then may have/);
    expect(placed('accounts/settings.json')).toContain('4001');
    expect(placed('mail/settings.json')).toContain('4002');
  });

  test('is applied whole where the commit that runs is released again', async () => {
    await world.ok('gitenv redeploy dev');
    expect(deployed()).toEqual(['network', 'accounts', 'mail', 'web']);
  });

  test('is applied whole in an environment that has none of it', async () => {
    await world.ok('gitenv promote stg');
    expect(deployed('stg')).toEqual(['network', 'accounts', 'mail', 'web']);
    expect(placed('web/index.html', 'stg')).toBe('<h1>Better</h1>\n');
  });
});

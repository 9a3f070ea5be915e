import { exitStatuses } from '../../lib/exit-statuses';
import { makeInstalledWorld, type World } from './world';

const short = (commit: string) => commit.slice(0, 8);
const statusOf = async (world: World) =>
  JSON.parse(await world.ok('gitenv status --json')).environments[0];
const healthOf = async (world: World) => {
  const { findings } = JSON.parse((await world.sh('gitenv doctor --json')).stdout);
  return findings.find(({ check, environment }: { check: string; environment: string }) => {
    return check === 'releases' && environment === 'dev';
  });
};

describe('a deploy that fails half way', () => {
  let world: World;
  let good: string;
  let bad: string;
  /** As the push has printed them: to go on, to go back, and to look. */
  let ways: string[] = [];
  beforeAll(async () => {
    world = await makeInstalledWorld();
    good = await world.ok('git rev-parse HEAD');
    await world.ok('git push');
    world.write('broken-deploy', '');
    bad = await world.commit('Break the deploy');
  });
  afterAll(() => world.end());

  test('ends the push between two commits, with three ways out', async () => {
    const { status, stderr } = await world.sh('gitenv push dev');
    expect(status).toBe(6);
    expect(stderr).toContain(
      `in Deploy; dev is between ${short(good)} and ${short(bad)} (a deploy failed half way). Try it again or push a fix, or go back to ${short(good)} "Deploy with gitenv", or read its log:\n`,
    );
    expect(stderr).toContain(
      `hint: gitenv retry dev\n      gitenv rollback dev\n      gitenv logs dev ${short(bad)}\n`,
    );
    ways = stderr.split('hint: ')[1]?.trim().split(/\n +/) ?? [];
    expect(await world.ok(ways[2] ?? '')).toContain('deploying to dev');
  });

  test('is told alike by status, doctor and diff', async () => {
    expect(await statusOf(world)).toMatchObject({
      wanted: { commit: bad },
      running: { commit: good },
      partial: { commit: bad, status: 'Failed' },
      onItsWay: [],
      wayOn: 'gitenv retry dev',
    });
    const between = `between ${short(good)} and ${short(bad)}`;
    expect(await world.ok('gitenv status')).toContain(between);
    expect(await healthOf(world)).toMatchObject({ outcome: 'problem', fix: 'gitenv retry dev' });
    expect((await healthOf(world)).message).toContain(between);
    expect(await world.ok('gitenv diff dev')).toContain(between);
  });

  test('is not replayed by a retry, which tells only what is new', async () => {
    const { status, stderr } = await world.sh(ways[0] ?? '');
    expect(status).toBe(6);
    expect(stderr.match(/^dev: Deploy failed/gm)).toHaveLength(1);
    expect(stderr).not.toContain('dev: Build succeeded');
    const [newest] = JSON.parse(await world.ok('gitenv history dev --json')).releases;
    expect(newest.attempts).toMatchObject([
      { stage: 'Deploy', status: 'Failed' },
      { stage: 'Deploy', status: 'Failed' },
    ]);
    const log = await world.ok('gitenv logs dev');
    expect(log.match(/^— .* —$/gm)).toEqual(['— Build —', '— Deploy —', '— Deploy, attempt 2 —']);
    const { startedAt, updatedAt, durationMs, attempts } = newest;
    const idle = Date.parse(attempts[1].startedAt) - Date.parse(attempts[0].updatedAt);
    expect(durationMs).toBe(Date.parse(updatedAt) - Date.parse(startedAt) - idle);
    const history = await world.ok('gitenv history dev');
    expect(history).toContain('failed in Deploy, then tried again');
    expect(history.match(/Deploy failed after/g)).toBeNull();
    expect(
      (await world.ok('gitenv history dev --verbose')).match(/Deploy failed after/g),
    ).toHaveLength(2);
  });

  test('is over once something was deployed whole', async () => {
    await world.ok(`${ways[1]} --yes`);
    expect(await statusOf(world)).toMatchObject({
      running: { commit: good },
      partial: null,
      wayOn: null,
      held: [{ commit: bad, rolledBackTo: good }],
    });
    expect(await world.ok('gitenv status')).toContain(`rolled back: dev: ${short(bad)}`);
    expect((await healthOf(world)).outcome).toBe('ok');
  });
});

describe('a deploy that says that it has put everything back', () => {
  let world: World;
  beforeAll(async () => {
    world = await makeInstalledWorld();
    await world.ok('git push');
  });
  afterAll(() => world.end());

  test('leaves what ran before running, in the end of the push and in status', async () => {
    const good = await world.ok('git rev-parse HEAD');
    world.write('deploy', `#!/bin/sh\nexit ${exitStatuses.nothingChanged}\n`, 0o755);
    await world.commit('Put it back');
    const { status, stderr } = await world.sh('gitenv push dev');
    expect(status).toBe(6);
    expect(stderr).toContain(`in Deploy; dev still runs ${short(good)} "Deploy with gitenv". `);
    expect(await statusOf(world)).toMatchObject({ running: { commit: good }, partial: null });
  });

  test('is believed as little as any other that reached its commands and says nothing', async () => {
    world.write('deploy', '#!/bin/sh\nexit 1\n', 0o755);
    const bad = await world.commit('Say nothing');
    const { stderr } = await world.sh('gitenv push dev');
    expect(stderr).toContain(`and ${short(bad)} (a deploy failed half way)`);
    expect(await statusOf(world)).toMatchObject({ partial: { commit: bad } });
  });

  test('changes nothing either, if its buildspec cannot be read', async () => {
    const before = (await statusOf(world)).partial.commit;
    world.write('deployspec.yml', 'version: 0.2\nphases:\n  build:\n   commands:\n  - x: [\n');
    const unread = await world.commit('Break the deployspec');
    const insisting = "--skip-look --reason 'to see what Deploy says'";
    const { stderr } = await world.sh(`gitenv push dev ${insisting}`);
    expect(stderr).toContain(`${short(unread)} failed`);
    expect((await statusOf(world)).partial.commit).toBe(before);
  });
});

import { makeInstalledWorld, type World } from './world';

let world: World;
let good: string;
beforeAll(async () => {
  world = await makeInstalledWorld();
  const { environments, ...rest } = JSON.parse(world.read('gitenv.json'));
  environments.prd.guarded = true;
  world.write('gitenv.json', JSON.stringify({ ...rest, environments }, null, 2));
  good = await world.commit('Guard prd');
  await world.ok('gitenv init stg --yes');
  await world.ok('gitenv init prd --yes');
  await world.ok('git push dev && git push stg');
});
afterAll(() => world.end());

describe('a guarded environment', () => {
  test('takes what the one before it has signed', async () => {
    const run = await world.sh('gitenv promote prd --yes');
    expect(run).toMatchObject({ status: 0 });
    expect(run.stderr).toContain('prd: asking stg');
  });

  test('refuses', async () => {
    const commit = await world.commit('Never seen by stg');
    const run = await world.sh('git push "$(git config remote.prd.url)" HEAD:main -o reason=x -o skip-upstream');
    expect(run.stderr).toBe('');
    expect(commit).not.toBe(good);
  });
});

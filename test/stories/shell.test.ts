import { makeInstalledWorld, type World } from './world';

let world: World;
afterEach(() => world?.end());

test('git push <env> <commit> releases that commit, for who has loaded gitenv shell-init', async () => {
  world = await makeInstalledWorld();
  const commit = await world.ok('git rev-parse HEAD');
  await world.commit('Not yet for production');
  const refused = await world.sh(`git push prd ${commit}`);
  expect(refused.status).not.toBe(0);
  const insist = "-o skip-upstream -o reason='first of all'";
  await world.ok(`eval "$(gitenv shell-init bash)"; git push ${insist} prd ${commit}`);
  expect(await world.ok('git ls-remote prd refs/heads/main')).toMatch(commit);
  expect(await world.ok('gitenv history prd --json')).toContain(commit);
});

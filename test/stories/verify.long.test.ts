import { makeInstalledWorld, type World } from './world';

let world: World;
beforeAll(async () => {
  world = await makeInstalledWorld({ build: '#!/bin/sh\ntrue\n', deploy: '#!/bin/sh\ntrue\n' });
  await world.ok('gitenv init dev --verify --yes');
});
afterAll(() => world.end());

test('a ./verify may print 200 MB: the release goes on to its end, and its last line is told', async () => {
  const line = 'x'.repeat(999);
  world.write(
    'verify',
    `#!/bin/sh\nyes ${line} | head -n 200000\necho the last line of all\nexit 1\n`,
    0o755,
  );
  await world.commit('Print a lot');
  const { status, stdout } = await world.sh('git push 2>&1 | tail -n 20; exit ${PIPESTATUS[0]}');
  expect(status).not.toBe(0);
  expect(stdout).toContain('the last line of all');
  expect(stdout).toMatch(/failed after .+ in Verify/);
});

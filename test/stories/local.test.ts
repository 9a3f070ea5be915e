import { makeWorld, type World } from './world';

let world: World;
beforeAll(async () => {
  world = await makeWorld({
    build: '#!/usr/bin/env bash\necho "builds ask $AWS_ENDPOINT_URL"\n',
    deploy: '#!/usr/bin/env bash\n',
  });
});
afterAll(() => world.end());

describe('gitenv local up', () => {
  test('hands builds another endpoint, for what this server does not have', async () => {
    await world.ok('gitenv local up --port 0 --app-endpoint http://127.0.0.1:9');
    await world.ok('gitenv init dev --yes');
    await world.commit('Deploy with gitenv');
    const { status, stderr } = await world.sh('git push');
    expect(stderr).toContain('builds ask http://127.0.0.1:9');
    expect(status).toBe(0);
  });

  test('does not pretend to change the settings of a server that runs', async () => {
    const { status, stderr } = await world.sh('gitenv local up --strict');
    expect(stderr).toContain('gitenv local down');
    expect(status).toBe(3);
  });

  test('fails a build that wants another runtime, where it is strict', async () => {
    await world.ok('gitenv local down && gitenv local up --strict');
    const spec =
      'version: 0.2\nphases:\n  install:\n    runtime-versions:\n      nodejs: 4\n  build:\n    commands:\n      - true\n';
    world.write('buildspec.yml', spec);
    await world.commit('Want an old runtime');
    const { status, stderr } = await world.sh(
      "git push -o skip-look -o reason='to see what Build says'",
    );
    expect(stderr).toMatch(/nodejs/);
    expect(status).toBe(1);
  });

  test('takes no address that is none', async () => {
    const { status } = await world.sh('gitenv local up --app-endpoint here');
    expect(status).toBe(2);
  });
});

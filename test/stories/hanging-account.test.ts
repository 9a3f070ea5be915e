import fs from 'node:fs';
import path from 'node:path';
import { type Faults, standBetween } from '../deploy/faults';
import { makeInstalledWorld, type World } from './world';

let world: World;
let hole: Faults;
let withoutStg: NodeJS.ProcessEnv;

beforeAll(async () => {
  world = await makeInstalledWorld();
  await world.ok('git push && gitenv promote stg --through prd');
  hole = await standBetween('http://127.0.0.1:9', () => 'hang');
  withoutStg = { AWS_CONFIG_FILE: leading('stg', hole.endpoint), GITENV_LOOK_TIMEOUT: '2' };
});
afterAll(async () => {
  await hole.close();
  await world.end();
});

/** The AWS configuration as it is, but for an environment that leads to a server which accepts and never answers. */
function leading(environment: string, endpoint: string): string {
  const file = path.join(world.folder, `hanging-${environment}`);
  const config = fs.readFileSync(world.env.AWS_CONFIG_FILE ?? '', 'utf8');
  const [before, after] = config.split(`[profile gitenv-${environment}]`);
  const changed = after?.replace(/endpoint_url = .*/, `endpoint_url = ${endpoint}`);
  fs.writeFileSync(file, `${before}[profile gitenv-${environment}]${changed}`);
  return file;
}

const silent = /127\.0\.0\.1:\d+ did not answer within 2 s/;

describe('an account that takes connections and never answers', () => {
  test('has a row of its own in gitenv status, and hides no other', async () => {
    const { status, stdout } = await world.sh('gitenv status --json', withoutStg);
    expect(status).toBe(5);
    const { environments } = JSON.parse(stdout);
    const [dev, stg, prd] = environments;
    expect(stg).toMatchObject({ running: null, error: { code: 'UNREACHABLE' } });
    expect(stg.error.message).toMatch(silent);
    expect(dev.running.commit).toBe(prd.running.commit);
    // What stg alone knows is not known.
    expect(prd).toMatchObject({ error: null, behind: null, ahead: null });
    expect((await world.sh('gitenv status', withoutStg)).stdout).toMatch(/^stg +no answer: /m);
  });

  test('is a finding of gitenv doctor, which examines the others', async () => {
    const { status, stdout } = await world.sh('gitenv doctor --json', withoutStg);
    expect(status).toBe(3);
    const { findings } = JSON.parse(stdout);
    const of = (environment: string, check: string) =>
      findings.find(
        (it: { environment: string; check: string }) =>
          it.environment === environment && it.check === check,
      );
    expect(of('stg', 'credentials')).toMatchObject({ outcome: 'problem' });
    expect(of('stg', 'credentials').message).toMatch(silent);
    expect(of('stg', 'releases').outcome).toBe('unknown');
    expect(of('prd', 'releases').outcome).toBe('ok');
  });

  test('leaves gitenv diff what it can say without it', async () => {
    const { status, stdout } = await world.sh('gitenv diff prd', withoutStg);
    expect(status).toBe(0);
    expect(stdout).toMatch(/unknown: .*did not answer within 2 s/);
    const found = JSON.parse(await world.ok('gitenv diff prd --json', withoutStg));
    expect(found).toMatchObject({
      to: { commit: await world.ok('git rev-parse HEAD') },
      upstream: null,
      upstreamUnknown: { code: 'UNREACHABLE' },
    });
  });

  test('ends gitenv promote with why, and moves nothing', async () => {
    const before = await world.ok('git ls-remote prd refs/heads/main');
    const { status, stderr } = await world.sh('gitenv promote prd', withoutStg);
    expect(status).toBe(5);
    expect(stderr).toMatch(silent);
    expect(stderr).toContain('GITENV_LOOK_TIMEOUT=10 in the environment waits for 10 seconds');
    expect(await world.ok('git ls-remote prd refs/heads/main')).toBe(before);
  });

  test('is said by the guards of a push, and holds up none that skips it', async () => {
    const commit = await world.commit('Hotfix');
    const refused = await world.sh('gitenv push prd', withoutStg);
    expect(refused.status).toBe(5);
    expect(refused.stderr).toMatch(silent);
    const pushed = await world.sh(
      "gitenv push prd --skip-upstream --reason 'the till is down'",
      withoutStg,
    );
    expect(pushed.status).toBe(0);
    expect(pushed.stderr).toMatch(
      /prd: the bundle of stg cannot be brought \(.* did not answer within 2 s\), so what prd has or builds itself is deployed\n/,
    );
    expect(await world.ok('git ls-remote prd refs/heads/main')).toContain(commit);
  });

  test('is waited for as long as is said, which has to be a number', async () => {
    const wrong = await world.sh('gitenv status', { GITENV_LOOK_TIMEOUT: 'soon' });
    expect(wrong.stderr).toContain("GITENV_LOOK_TIMEOUT is 'soon', which is no number of seconds");
    await world.ok('git config gitenv.lookTimeout 0.25');
    const { stdout } = await world.sh('gitenv status', {
      ...withoutStg,
      GITENV_LOOK_TIMEOUT: '',
    });
    expect(stdout).toContain('did not answer within 0.25 s');
  });
});

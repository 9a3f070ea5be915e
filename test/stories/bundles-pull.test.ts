import { makeInstalledWorld, makeWorld, type World } from './world';

/** Counts what is built, outside of every build. */
const build = `#!/usr/bin/env bash
set -eu
echo "$GITENV_COMMIT" >>"$HOME/built"
echo "made of $GITENV_COMMIT" >product
`;
const deploy = `#!/usr/bin/env bash
echo "$GITENV_ENVIRONMENT runs what was $(cat product)"
[ ! -e forge ] || [ "$GITENV_ENVIRONMENT" != stg ] || ./forge
`;
/** Says that it is dev, and stores something for another commit. */
const forge = `#!/usr/bin/env bash
export GITENV_ENVIRONMENT=dev GITENV_COMMIT=ffffffffffffffffffffffffffffffffffffffff
node "$CODEBUILD_SRC_DIR/.gitenv/kit.cjs" bundle -- true
`;

let world: World;
const history = async (environment: string) =>
  JSON.parse(await world.ok(`gitenv history ${environment} --json`)).releases as {
    commit: string;
    bundle?: string;
  }[];
const digestIn = async (environment: string) => (await history(environment))[0]?.bundle;
const config = () => JSON.parse(world.read('gitenv.json'));

/** The commits that any environment has built. */
async function built(): Promise<string[]> {
  return (await world.ok(`find "$HOME" -path '*/codebuild/home/built' -exec cat {} +`)).split('\n');
}

/** What gitenv doctor says of bundles that is not well. */
async function bundlesFindings() {
  const { status, stdout } = await world.sh('gitenv doctor --json');
  const findings: {
    check: string;
    environment?: string;
    outcome: string;
    message: string;
    fix?: string;
  }[] = JSON.parse(stdout).findings;
  const unwell = findings
    .filter(({ check, outcome }) => check === 'bundles' && outcome !== 'ok')
    .map(({ environment, outcome, message, fix }) => ({
      environment: environment ?? undefined,
      outcome,
      message,
      fix,
    }));
  return { status, unwell };
}

/** The bucket lies in an account that dev stores to and stg pulls from across accounts. */
async function beginToPull(): Promise<string> {
  const made = await world.ok('gitenv assets --profile gitenv-prd --yes');
  expect(made).toContain('dev builds and stores bundles, stg and prd pull them.');
  expect(made).toContain(
    "next: gitenv init dev stg prd && git add gitenv.json && git commit -m 'Pull bundles'",
  );
  await world.ok('gitenv init dev stg prd --yes');
  return world.commit('Pull bundles');
}

afterEach(() => world.end());

describe('environments that pull their bundles', () => {
  beforeEach(async () => {
    world = await makeInstalledWorld({ build, deploy });
  });

  test('build a commit once on its way to production, and not again when it is rolled back', async () => {
    const first = await beginToPull();
    expect(config()).toMatchObject({
      bundles: 'pull',
      assets: { account: '333333333333', region: 'eu-west-1', profile: 'gitenv-prd' },
    });
    await world.ok('git push');
    const promoted = await world.sh('gitenv promote stg --through prd');
    expect(promoted.status).toBe(0);
    expect(promoted.stderr).not.toContain('copying the bundle');
    expect(promoted.stderr).toMatch(
      /The bundle [0-9a-f]{8} of this commit was built for dev at .+: tests and build are skipped/,
    );
    expect(promoted.stderr).toContain(`prd runs what was made of ${first}`);
    expect(promoted.stderr).toMatch(/prd: its bundle is [0-9a-f]{8}, the same as in stg\n/);

    world.write('more.txt', 'more\n');
    const second = await world.commit('More');
    await world.ok('git push && git push stg && git push prd');
    const digests = await Promise.all(['dev', 'stg', 'prd'].map(digestIn));
    expect(new Set(digests).size).toBe(1);
    expect(digests[0]).toMatch(/^sha256:[0-9a-f]{64}$/);

    const back = await world.sh('gitenv rollback prd --yes');
    expect(back.stderr).toContain('tests and build are skipped');
    expect(back.stderr).toContain(`prd runs what was made of ${first}`);
    expect(await built()).toEqual([first, second]);
    expect(await digestIn('prd')).not.toBe(digests[0]);
  });

  test('release nothing that the first of them has not stored', async () => {
    const commit = await beginToPull();
    await world.ok('git push');
    world.write('hotfix.txt', 'now\n');
    const hotfix = await world.commit('Hotfix');
    const refused = await world.sh(`gitenv push stg ${hotfix} --skip-upstream --reason 'it burns'`);
    expect(refused.status).toBe(5);
    expect(refused.stderr).toContain('dev has to release it first');
    expect(refused.stderr).toContain(`gitenv push dev ${hotfix}`);
    expect(await world.ok('git ls-remote stg')).toBe('');
    expect(await built()).toEqual([commit]);
    await world.ok(`gitenv push dev ${hotfix}`);
    await world.ok(`gitenv push stg ${hotfix}`);
    expect(await built()).toEqual([commit, hotfix]);
  });

  test('may not store what they would like others to run', async () => {
    world.write('forge', forge, 0o755);
    await beginToPull();
    await world.ok('git push');
    const { status, stderr } = await world.sh('gitenv promote stg');
    expect(status).toBe(6);
    expect(stderr).toContain(`The bucket ${config().assets.bucket} of account 333333333333`);
    expect(stderr).toContain('does not let the role of this build in (AccessDenied)');
  });

  test('are told by gitenv doctor what of the bucket is not as they need it', async () => {
    await beginToPull();
    expect(await bundlesFindings()).toEqual({ status: 0, unwell: [] });
    const { assets, ...rest } = config();
    const { bucket } = assets;
    const say = (more: object) => world.write('gitenv.json', JSON.stringify({ ...rest, ...more }));

    say({ assets, path: ['stg', 'dev', 'prd'] });
    expect(await bundlesFindings()).toMatchObject({
      status: 3,
      unwell: ['stg', 'dev', 'prd'].map((environment) => ({
        environment,
        message: 'the environment that stores bundles is stg, and its stack has dev',
        fix: `gitenv init ${environment}`,
      })),
    });
    await world.ok('gitenv init stg dev prd --yes');
    expect((await bundlesFindings()).unwell).toEqual([
      {
        environment: 'stg',
        outcome: 'problem',
        message: `the policy of ${bucket} does not let its builds store bundles`,
        fix: 'gitenv assets',
      },
      {
        environment: 'dev',
        outcome: 'warning',
        message: `the policy of ${bucket} lets its builds store bundles, which only those of stg have to`,
        fix: 'gitenv assets',
      },
    ]);
    await world.ok('gitenv assets --yes');
    expect(await bundlesFindings()).toEqual({ status: 0, unwell: [] });

    say({ assets: { ...assets, bucket: `${bucket}-gone` }, path: ['stg', 'dev', 'prd'] });
    const [gone, ...told] = (await bundlesFindings()).unwell;
    expect(gone).toMatchObject({ environment: undefined, outcome: 'problem' });
    expect(gone?.message).toMatch(/-gone, which bundles are pulled from, is not there$/);
    expect(told.map(({ message }) => message)).toContain(
      `the bucket is ${bucket}-gone, and its stack has ${bucket}`,
    );

    say({ assets: { ...assets, account: '444444444444' }, path: ['stg', 'dev', 'prd'] });
    const [foreign] = (await bundlesFindings()).unwell;
    expect(foreign).toMatchObject({
      outcome: 'warning',
      fix: 'have somebody run gitenv doctor who has a profile of its account',
    });

    say({ bundles: 'promote' });
    const after = (await bundlesFindings()).unwell.map(({ message }) => message);
    expect(after[0]).toBe(
      `its stack pulls bundles from ${bucket}, of which gitenv.json says nothing`,
    );
  });

  test('pull from nowhere any longer once gitenv.json says so', async () => {
    await beginToPull();
    world.write('gitenv.json', JSON.stringify({ ...config(), bundles: 'promote' }));
    await world.ok('gitenv init dev stg prd --yes');
    const commit = await world.commit('Promote bundles');
    await world.ok('git push');
    const { stderr } = await world.sh('gitenv promote stg');
    expect(stderr).toContain('stg: copying the bundle');
    expect(await built()).toEqual([commit]);
  });
});

describe('gitenv assets', () => {
  beforeEach(async () => {
    world = await makeWorld({ build, deploy });
  });

  test('lets in an environment that was added since', async () => {
    await world.ok('gitenv local up --port 0 && gitenv init dev stg --yes');
    await world.ok('gitenv assets --profile gitenv-dev --yes && gitenv init dev stg prd --yes');
    const commit = await world.commit('Pull bundles');
    const refused = await world.sh('git push && gitenv promote stg --through prd');
    expect(refused.status).toBe(6);
    expect(refused.stderr).toContain('prd pulls its bundles from, does not let the role');
    expect(refused.stderr).toContain('gitenv assets lets in the environments of gitenv.json');
    const again = JSON.parse(await world.ok('gitenv assets --yes --json'));
    expect(again).toMatchObject({
      outcome: 'updated',
      readers: ['dev', 'stg', 'prd'],
      writer: 'dev',
      files: [],
    });
    expect((await world.sh('gitenv promote prd')).status).toBe(0);
    expect(await built()).toEqual([commit]);
    expect(await world.ok('gitenv assets')).toContain(`${again.bucket} unchanged`);
  });

  test('says what it has not been told', async () => {
    world.write('gitenv.json', '{ "application": "app", "environments": {} }');
    expect(await refusal('gitenv assets --profile x')).toEqual([3, 'hint: gitenv init dev']);
    const dev = { region: 'eu-west-1' };
    world.write('gitenv.json', JSON.stringify({ application: 'app', environments: { dev } }));
    expect(await refusal('gitenv assets --profile x')).toEqual([3, 'hint: gitenv init dev']);
    const known = { ...dev, account: '111111111111' };
    world.write(
      'gitenv.json',
      JSON.stringify({ application: 'app', environments: { dev: known } }),
    );
    expect(await refusal('gitenv assets')).toEqual([2, 'hint: gitenv assets --profile PROFILE']);
    expect(await refusal('gitenv assets --profile x')).toEqual([
      4,
      'hint: aws configure sso --profile x',
    ]);
    await world.ok('printf "[profile x]\\noutput = json\\n" >> "$AWS_CONFIG_FILE"');
    expect(await refusal('gitenv assets --profile x')).toEqual([
      2,
      'hint: gitenv assets --profile x --region REGION',
    ]);
  });
});

async function refusal(line: string) {
  const { status, stderr } = await world.sh(line);
  return [status, stderr.trimEnd().split('\n').at(-1)];
}

import { makeInstalledWorld, type World } from './world';

/** Counts what is built, outside of every build; the second line is the same for every build of a commit. */
const build = `#!/usr/bin/env bash
set -eu
echo "$GITENV_COMMIT" >>"$HOME/built"
echo "made of $GITENV_COMMIT" >product
`;
const deploy = `#!/usr/bin/env bash
echo "$GITENV_ENVIRONMENT runs what was $(cat product)"
`;
/** What a build makes of the same commit differs each time. */
const irreproducible = `${build}head -c 16 /dev/urandom | od -An -tx1 >>product\n`;

let world: World;
const head = () => world.ok('git rev-parse HEAD');
const history = async (environment: string) =>
  JSON.parse(await world.ok(`gitenv history ${environment} --json`)).releases as {
    commit: string;
    status: string;
    bundle?: string;
  }[];
const digestIn = async (environment: string) => (await history(environment))[0]?.bundle;

/** The commits that any of the three environments has built. */
async function built(): Promise<string[]> {
  return (await world.ok(`find "$HOME" -path '*/codebuild/home/built' -exec cat {} +`)).split('\n');
}

/** Whether gitenv.json, as it lies in the work tree, has each environment build. */
function rebuild(isWanted: boolean): void {
  const { bundles, ...config } = JSON.parse(world.read('gitenv.json'));
  world.write(
    'gitenv.json',
    JSON.stringify({ ...config, ...(isWanted && { bundles: 'rebuild' }) }),
  );
}

afterEach(() => world.end());

describe('a commit', () => {
  test('is built once on its way to production, and not again when it is rolled back', async () => {
    world = await makeInstalledWorld({ build, deploy });
    const first = await head();
    await world.ok('git push');
    const promoted = await world.sh('gitenv promote stg --through prd');
    expect(promoted.status).toBe(0);
    expect(promoted.stderr).toMatch(/stg: copying the bundle [0-9a-f]{8} \(\d.* kB\) from dev\n/);
    expect(promoted.stderr).toMatch(
      /The bundle [0-9a-f]{8} of this commit was built for dev at .+: tests and build are skipped/,
    );
    expect(promoted.stderr).toContain(`prd runs what was made of ${first}`);
    expect(promoted.stderr).toMatch(/prd: its bundle is [0-9a-f]{8}, the same as in stg\n/);
    expect(await built()).toEqual([first]);

    world.write('more.txt', 'more\n');
    const second = await world.commit('More');
    await world.ok('git push && gitenv promote stg --through prd');
    const digests = await Promise.all(['dev', 'stg', 'prd'].map(digestIn));
    expect(new Set(digests).size).toBe(1);
    expect(digests[0]).toMatch(/^sha256:[0-9a-f]{64}$/);

    const back = await world.sh('gitenv rollback prd --yes');
    expect(back.stderr).toContain('tests and build are skipped');
    expect(back.stderr).toContain(`prd runs what was made of ${first}`);
    expect((await world.sh('gitenv redeploy stg')).stderr).toContain('tests and build are skipped');
    expect(await built()).toEqual([first, second]);
    const bundle = (await history('prd')).findLast((it) => it.commit === first)?.bundle ?? '';
    expect(await digestIn('prd')).toBe(bundle);
    const short = bundle.slice('sha256:'.length, 'sha256:'.length + 8);
    expect(await world.ok('gitenv status')).toContain(short);
    expect(await world.ok('gitenv history prd')).toContain(short);
  });

  test('whose build is not reproducible is built once all the same, also by a plain git push', async () => {
    world = await makeInstalledWorld({ build: irreproducible, deploy });
    const commit = await head();
    await world.ok('git push');
    const { status, stderr } = await world.sh('git push stg');
    expect(status).toBe(0);
    expect(stderr).toMatch(/stg: copying the bundle [0-9a-f]{8} \(\d.* kB\) from dev\n/);
    expect(stderr).toMatch(/stg: its bundle is [0-9a-f]{8}, the same as in dev\n/);
    expect((await world.sh(`gitenv push stg ${commit}`)).status).toBe(0);
    await world.ok('gitenv promote prd');
    expect(new Set(await Promise.all(['dev', 'stg', 'prd'].map(digestIn))).size).toBe(1);
    expect(await built()).toEqual([commit]);
  });

  test('that environments have built differently is told apart', async () => {
    world = await makeInstalledWorld({ build: irreproducible, deploy });
    await world.ok('git push');
    rebuild(true);
    const { status, stderr } = await world.sh('git push stg');
    expect(status).toBe(0);
    expect(stderr).toMatch(
      /stg: its bundle is [0-9a-f]{8}, but dev has [0-9a-f]{8} of this commit: the build is not reproducible/,
    );
  });

  test('is built again in each environment where gitenv.json asks for that', async () => {
    world = await makeInstalledWorld({ build, deploy });
    rebuild(true);
    const commit = await world.commit('Rebuild everywhere');
    await world.ok('git push');
    const { status, stderr } = await world.sh('gitenv promote stg');
    expect({ status, isCopied: stderr.includes('copying') }).toEqual({
      status: 0,
      isCopied: false,
    });
    expect(stderr).toMatch(/stg: its bundle is [0-9a-f]{8}, the same as in dev\n/);
    expect(await built()).toEqual([commit, commit]);
  });
});

describe('a bundle', () => {
  test('of which the environment has another one is not promoted over it', async () => {
    world = await makeInstalledWorld({ build: irreproducible, deploy });
    await world.ok('git push && gitenv promote stg --through prd');
    world.write('more.txt', 'more\n');
    const commit = await world.commit('More');
    await world.ok('git push');
    rebuild(true);
    await world.ok('git push stg && git push prd && gitenv rollback prd --yes');
    rebuild(false);
    const before = await world.ok('git ls-remote prd refs/heads/main');
    const { status, stderr } = await world.sh(`gitenv push prd ${commit} --reason 'try again'`);
    expect(status).toBe(5);
    expect(stderr).toMatch(
      /prd has another bundle of [0-9a-f]{8} \([0-9a-f]{8}\) than stg \([0-9a-f]{8}\): the build is not reproducible/,
    );
    expect(await world.ok('git ls-remote prd refs/heads/main')).toBe(before);
    expect(await world.ok('git ls-remote prd "refs/tags/*"')).toBe('');
  });

  test('that was damaged in its bucket is not copied', async () => {
    world = await makeInstalledWorld({ build, deploy });
    await world.ok('git push');
    const damage = 'head -c 2 "$0" | grep -q PK && printf XX | dd of="$0" conv=notrunc status=none';
    await world.ok(
      `find "$HOME" -path '*/s3/data/*' -type f -exec sh -c '${damage}' {} \\; ; true`,
    );
    const { status, stderr } = await world.sh('gitenv promote stg');
    expect(status).toBe(5);
    expect(stderr).toMatch(
      /The bundle of [0-9a-f]{8} in dev cannot be used: it is not what its manifest says/,
    );
    expect(await world.ok('git ls-remote stg')).toBe('');
  });
});

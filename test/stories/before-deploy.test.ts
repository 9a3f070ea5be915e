import { makeInstalledWorld, type World } from './world';

/** A database that keeps the versions which migrations have brought it to. */
const application = {
  build: '#!/bin/sh\ntrue\n',
  release:
    '#!/bin/sh\n[ ! -e broken-migration ] && cat version >> ~/database-$GITENV_ENVIRONMENT\n',
  deploy: '#!/bin/sh\ncat version > ~/live-$GITENV_ENVIRONMENT\n',
};

let world: World;
beforeAll(async () => {
  world = await makeInstalledWorld({ build: application.build, deploy: application.deploy });
  const deployspec = world
    .read('deployspec.yml')
    .replace(' -- ./deploy', ' --before ./release -- ./deploy');
  world.write('deployspec.yml', deployspec);
});
afterAll(() => world.end());

const versions = (environment: string) => world.ok(`cat ${world.folder}/database-${environment}`);
const live = (environment: string) => world.ok(`cat ${world.folder}/live-${environment}`);

async function version(name: string): Promise<string> {
  world.write('version', `${name}\n`);
  world.write('release', application.release.replaceAll('~', world.folder), 0o755);
  world.write('deploy', application.deploy.replaceAll('~', world.folder), 0o755);
  return world.commit(`Release ${name}`);
}

interface Row {
  readonly running: { readonly commit: string } | null;
  readonly partial: unknown;
}

async function status(environment: string): Promise<Row> {
  const [row] = JSON.parse(await world.ok(`gitenv status ${environment} --json`)).environments;
  return row;
}

describe('migrations before a deploy', () => {
  let first: string;

  test('are missed before the push, if the deployspec names what the commit lacks', async () => {
    await world.commit('Migrate');
    const { status, stderr } = await world.sh('git push');
    expect(status).toBe(1);
    expect(stderr).toContain('deployspec.yml runs release, which is not in the commit');
    expect(stderr).toContain(
      'Write ./release and commit it, or take --before out of deployspec.yml.',
    );
  });

  test('run first, in each environment', async () => {
    first = await version('one');
    await world.ok('git push && gitenv promote stg');
    expect([await versions('dev'), await live('dev')]).toEqual(['one', 'one']);
    expect([await versions('stg'), await live('stg')]).toEqual(['one', 'one']);
  });

  test('that fail leave what runs as it is, and the push says so', async () => {
    world.write('broken-migration', '');
    await version('two');
    const pushed = await world.sh('git push');
    expect(pushed.status).toBe(1);
    expect(pushed.stderr).toContain(
      './release ended with 1. Nothing was deployed. What ./release itself has changed stays changed.',
    );
    expect(pushed.stderr).toContain('dev still runs');
    expect(await live('dev')).toBe('one');
    expect(await status('dev')).toMatchObject({ running: { commit: first }, partial: null });
  });

  test('run with the commit that mends them', async () => {
    await world.ok('git rm --quiet broken-migration');
    await version('three');
    await world.ok('git push && gitenv promote stg');
    expect([await versions('dev'), await live('dev')]).toEqual(['one\nthree', 'three']);
  });

  test('do not run on the way back', async () => {
    const { status, stderr } = await world.sh('gitenv rollback stg --yes');
    expect(status).toBe(0);
    expect(stderr).toContain('./release is not run, because this release goes back');
    expect([await versions('stg'), await live('stg')]).toEqual(['one\nthree', 'one']);
  });
});

import fs from 'node:fs';
import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { Look } from './kit-world';
import { makeInstalledWorld, type World } from './world';

const build = '#!/usr/bin/env bash\necho "made of $GITENV_COMMIT" >product\n';
const deploy = '#!/usr/bin/env bash\necho "$GITENV_ENVIRONMENT runs what was $(cat product)"\n';

let world: World;
afterEach(() => world.end());

/** How many bundles the bucket has that all environments pull from. */
async function shared(): Promise<number> {
  const Bucket = JSON.parse(world.read('gitenv.json')).assets.bucket;
  const { Contents = [] } = await new Look(world, 'prd').s3.send(
    new ListObjectsV2Command({ Bucket, Prefix: 'bundles/app/' }),
  );
  return Contents.filter(({ Key = '' }) => Key.endsWith('/manifest.json')).length;
}

const prune = (words: string, env?: NodeJS.ProcessEnv) =>
  world.sh(`gitenv prune ${words} --keep 0 --older 0m --yes --json`, env);

test('of the bucket that environments pull from goes what none of them needs, and nothing while one cannot be asked', async () => {
  world = await makeInstalledWorld({ build, deploy });
  await world.ok('gitenv assets --profile gitenv-prd --yes && gitenv init dev stg prd --yes');
  const first = await world.commit('First');
  await world.ok('git push && gitenv promote stg --through prd');
  await world.commit('Second');
  await world.ok('git push && gitenv promote stg');
  for (const name of ['Third', 'Fourth', 'Fifth']) {
    await world.commit(name);
    await world.ok('git push');
  }
  expect(await shared()).toBe(5);

  // Which environment pulls is not all: each says by its own credentials what it needs.
  const config = fs.readFileSync(world.env.AWS_CONFIG_FILE ?? '', 'utf8');
  const unreachable = config.replace(
    /(\[profile gitenv-stg\][\s\S]*?endpoint_url\s*=\s*)\S+/,
    '$1http://127.0.0.1:9',
  );
  fs.writeFileSync(`${world.folder}/without-stg`, unreachable);
  const refused = await prune('dev', { AWS_CONFIG_FILE: `${world.folder}/without-stg` });
  expect(refused.status).toBe(5);
  expect(refused.stderr).toMatch(
    /stg takes its bundles from \S+, and cannot be asked which it needs: [\s\S]+nothing was changed/,
  );
  expect(await shared()).toBe(5);

  const elsewhere = await prune('stg');
  expect(JSON.parse(elsewhere.stdout).rows).toEqual([
    expect.objectContaining({ kind: 'marks', count: 1 }),
  ]);
  expect(await shared()).toBe(5);
  const pruned = await prune('dev');
  expect(pruned.status).toBe(0);
  expect(JSON.parse(pruned.stdout)).toMatchObject({
    deleted: true,
    rows: [{ kind: 'bundles', count: 2 }],
  });
  expect(await shared()).toBe(3);
  for (const name of ['dev', 'stg', 'prd'])
    expect((await world.sh(`gitenv redeploy ${name}`)).stderr).toContain(
      'tests and build are skipped',
    );
  const back = await world.sh(`gitenv rollback stg --to ${first} --yes`);
  expect(back.stderr).toContain('tests and build are skipped');
  expect(back.stderr).toContain(`stg runs what was made of ${first}`);
});

test('a rollback whose bundle has gone gets it again from a build that releases nothing', async () => {
  world = await makeInstalledWorld({ build, deploy });
  await world.ok('gitenv assets --profile gitenv-prd --yes && gitenv init dev stg prd --yes');
  const first = await world.commit('First');
  await world.ok('git push && gitenv promote stg');
  const second = await world.commit('Second');
  await world.ok('git push && gitenv promote stg');
  await prune('dev');
  expect(await shared()).toBe(1);
  const refused = await world.sh('gitenv rollback stg --yes');
  expect(refused.status).toBe(6);
  expect(refused.stderr).toContain(`hint: gitenv build dev ${first} --store`);

  expect((await world.sh(`gitenv build stg ${first} --store`)).stderr).toContain(
    'stg pulls its bundles, and may store none',
  );
  const built = await world.ok(`gitenv build dev ${first} --store --json`);
  expect(JSON.parse(built)).toMatchObject({ commit: first, stored: { asReleased: true } });
  expect(await shared()).toBe(2);
  const back = await world.sh('gitenv retry stg');
  expect(back.stderr).toContain(`stg runs what was made of ${first}`);
  expect(back.status).toBe(0);
  const { environments } = JSON.parse(await world.ok('gitenv status --json'));
  expect(environments[0]).toMatchObject({
    wanted: { commit: second },
    running: { commit: second },
  });
});

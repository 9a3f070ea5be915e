import fs from 'node:fs';
import { CodePipelineClient, DisableStageTransitionCommand } from '@aws-sdk/client-codepipeline';
import { makeInstalledWorld, type Outcome, type World } from './world';

let world: World;
beforeAll(async () => {
  world = await makeInstalledWorld();
  await world.ok('gitenv init prd --approval --yes');
  await world.commit('Have prd approved');
  await world.ok('git push');
});
afterAll(() => world.end());

const until = (what: string) => world.ok(`until ${what}; do sleep 0.1; done`);
const json = async (line: string) => JSON.parse(await world.ok(`${line} --json`));

async function pushAndWait(subject: string): Promise<string> {
  const commit = await world.commit(subject);
  const hurry = "--skip-upstream --reason 'approvals are what is tried'";
  await world.ok(`gitenv push prd ${commit} --no-follow ${hurry}`);
  await until(`gitenv status --json | grep -q '"waitsFor": "approval"'`);
  return commit;
}

async function newest(environment: string): Promise<{ status: string; commit: string }> {
  return (await json(`gitenv history ${environment} --limit 1`)).releases[0];
}

function refused(outcome: Outcome, status: number, words: RegExp): void {
  expect(outcome.stderr).toMatch(words);
  expect(outcome.status).toBe(status);
}

describe('an approval', () => {
  test('is given to the commit that is named, after showing what it brings, and is followed', async () => {
    const commit = await pushAndWait('First in prd');
    const approved = await world.sh(`gitenv approve prd ${commit} --comment 'looks good' --yes`);
    expect(approved.stderr).toContain('First in prd');
    expect(approved.stderr).toContain('You pushed this release yourself.');
    expect(approved.stderr).toContain('deploying to prd');
    expect(approved.status).toBe(0);
    expect(await newest('prd')).toMatchObject({ commit, status: 'Succeeded' });
  });

  test('is not given without a yes, nor to another commit than the one that waits', async () => {
    const commit = await pushAndWait('Second in prd');
    refused(await world.sh(`gitenv approve prd ${commit}`), 2, /--yes/);
    const unnamed = await world.sh('gitenv approve prd');
    expect(unnamed.stderr).toContain('Second in prd');
    refused(unnamed, 2, new RegExp(`Add ${commit.slice(0, 8)} --yes`));
    refused(
      await world.sh('gitenv approve prd --yes'),
      2,
      new RegExp(`Second in prd.*gitenv approve prd ${commit.slice(0, 8)} --yes`, 's'),
    );
    const other = await world.ok('git rev-parse HEAD~1');
    refused(
      await world.sh(`gitenv approve prd ${other} --yes`),
      5,
      /Second in prd.*nothing was approved/s,
    );
    expect(await newest('prd')).toMatchObject({ commit, status: 'InProgress' });
  });

  test('can be refused, which ends the release', async () => {
    const commit = await world.ok('git rev-parse HEAD');
    await world.ok(`gitenv reject prd ${commit} --comment 'not today' --yes`);
    await until('gitenv history prd --limit 1 --json | grep -q Failed');
    refused(await world.sh(`gitenv approve prd ${commit} --yes`), 5, /Nothing waits for approval/);
  });

  test('needs another person where the environment says so', async () => {
    const config = world.read('gitenv.json');
    const { environments, ...rest } = JSON.parse(config);
    environments.prd.separateApprover = true;
    world.write('gitenv.json', JSON.stringify({ ...rest, environments }, null, 2));
    const commit = await pushAndWait('Third in prd');
    refused(
      await world.sh(`gitenv approve prd ${commit} --yes`),
      5,
      /administrator pushed this release/,
    );
    world.write('gitenv.json', config);
    await world.ok(`gitenv approve prd ${commit} --yes`);
  });
});

describe('a lock', () => {
  test('needs a reason and a length of time', async () => {
    refused(await world.sh('gitenv lock dev'), 2, /needs a reason/);
    refused(await world.sh('gitenv lock dev --reason x --for ever'), 2, /no length of time/);
  });

  test('is seen by whoever pushes, whichever way, and nothing moves', async () => {
    await world.ok('gitenv lock dev --reason "database migration" --for 4h');
    const before = await world.ok('git ls-remote dev refs/heads/main');
    await world.commit('Meets a lock');
    refused(
      await world.sh('gitenv push dev'),
      5,
      /locked by administrator until .*database migration/,
    );
    expect((await world.sh('gitenv push dev')).stderr).not.toContain('pushing');
    const plain = await world.sh('git push');
    expect(plain.status).not.toBe(0);
    expect(plain.stderr).toMatch(/locked by administrator until .*database migration/);
    expect(await world.ok('git ls-remote dev refs/heads/main')).toBe(before);
    expect(await world.ok('gitenv status')).toContain('locked');
    expect((await json('gitenv doctor')).findings).toContainEqual(
      expect.objectContaining({
        check: 'lock',
        environment: 'dev',
        outcome: 'warning',
        message: expect.stringMatching(
          /locked by administrator until 20\d\d-\S+ \S+ UTC: database/,
        ),
      }),
    );
  });

  test('lets those in who wait for its end', async () => {
    const waiting = world.sh('gitenv push dev --wait');
    await world.ok('gitenv unlock dev');
    expect((await waiting).status).toBe(0);
    expect(await newest('dev')).toMatchObject({ status: 'Succeeded' });
  });

  test('that an older gitenv made is opened by nobody who only meets it, and says that it is over', async () => {
    await disableDeploy('locked by ann until 20200101T000000Z - long ago');
    const words =
      'dev is still locked by ann, although the lock was to end at 2020-01-01 00:00 UTC';
    expect(await world.ok('gitenv status')).toContain(words);
    const doctor = await world.sh('gitenv doctor --json');
    expect(JSON.parse(doctor.stdout).findings).toContainEqual(
      expect.objectContaining({ check: 'lock', outcome: 'problem', fix: 'gitenv unlock dev' }),
    );
    await world.commit('After the lock');
    refused(await world.sh('gitenv push dev'), 5, /still locked by ann.*\n.*gitenv unlock dev/);
    expect((await world.sh('git push')).stderr).toContain(words);
    expect(await world.ok('gitenv unlock dev')).toMatch(
      /^dev is open again\. It was still locked by ann/,
    );
    expect((await world.sh('git push')).status).toBe(0);
  });

  test('that somebody made without gitenv is shown in his words', async () => {
    await disableDeploy('frozen by hand');
    await world.commit('Meets a freeze');
    refused(
      await world.sh('gitenv push dev'),
      5,
      /closed for releases, without an end: frozen by hand/,
    );
    await world.ok('gitenv unlock dev');
  });
});

/** As somebody would in the console. */
async function disableDeploy(reason: string): Promise<void> {
  const settingOf = (file: string | undefined, key: string) => {
    const [, section = ''] = fs
      .readFileSync(file ?? '', 'utf8')
      .split(/^\[(?:profile )?gitenv-dev\]$/m);
    return new RegExp(`^${key}\\s*=\\s*(.+)$`, 'm').exec(section)?.[1] ?? '';
  };
  const { AWS_CONFIG_FILE: config, AWS_SHARED_CREDENTIALS_FILE: credentials } = world.env;
  const client = new CodePipelineClient({
    region: 'eu-west-1',
    endpoint: settingOf(config, 'endpoint_url'),
    credentials: {
      accessKeyId: settingOf(credentials, 'aws_access_key_id'),
      secretAccessKey: settingOf(credentials, 'aws_secret_access_key'),
    },
  });
  const stage = { pipelineName: 'app', stageName: 'Deploy', transitionType: 'Inbound' } as const;
  await client.send(new DisableStageTransitionCommand({ ...stage, reason }));
}

describe('a freeze', () => {
  const freeze = async (value: unknown) => {
    const { environments, ...rest } = JSON.parse(world.read('gitenv.json'));
    environments.stg.freeze = value;
    world.write('gitenv.json', JSON.stringify({ ...rest, environments }, null, 2));
    await world.ok('gitenv init stg --yes');
  };

  test('holds releases before Deploy outside its window, and not inside', async () => {
    await freeze({ except: '0 0 0 29 2 ? *', timeZone: 'Europe/Berlin' });
    const commit = await world.commit('Comes in a freeze');
    await world.ok('gitenv push dev && gitenv push stg --no-follow');
    await until(`gitenv status --json | grep -q '"stage": "Deploy"'`);
    expect(await world.ok('gitenv logs stg')).not.toContain('deploying to stg');
    await world.ok('gitenv cancel stg --yes');
    await freeze({ except: '* * * ? * * *' });
    await world.ok('gitenv redeploy stg');
    expect(await newest('stg')).toMatchObject({ commit, status: 'Succeeded' });
  });

  test('ends where the configuration says so', async () => {
    await freeze(false);
    await world.ok('gitenv redeploy stg');
    expect(await newest('stg')).toMatchObject({ status: 'Succeeded' });
  });
});

describe('a release on its way', () => {
  test('is stopped together with its build', async () => {
    world.write('build', '#!/usr/bin/env bash\necho begun; exec sleep 600\n', 0o755);
    const commit = await world.commit('Take long');
    await world.ok('gitenv push dev --no-follow');
    await until('gitenv logs dev 2>/dev/null | grep -q ^begun');
    const { builds } = await json('gitenv cancel dev --reason "too long" --yes');
    expect(builds).toHaveLength(1);
    await until('gitenv history dev --limit 1 --json | grep -q Stopped');
    expect(await newest('dev')).toMatchObject({ commit, status: 'Stopped' });
    refused(await world.sh('gitenv cancel dev --yes'), 5, /Nothing is on its way/);
    refused(await world.sh('gitenv watch dev'), 5, /Nothing is on its way/);
  });

  test('goes on where it failed', async () => {
    const once = `${world.folder}/once`;
    world.write('build', '#!/usr/bin/env bash\necho built\n', 0o755);
    world.write(
      'deploy',
      `#!/usr/bin/env bash\n[ -e ${once} ] || { touch ${once}; exit 1; }\n`,
      0o755,
    );
    const commit = await world.commit('Fail once');
    expect((await world.sh('git push')).status).toBe(1);
    const retried = await world.sh('gitenv retry dev');
    expect(retried.status).toBe(0);
    expect(retried.stderr).toContain('$ node .gitenv/kit.cjs deploy');
    expect(retried.stderr).not.toContain('kit.cjs bundle');
    expect(await newest('dev')).toMatchObject({ commit, status: 'Succeeded' });
    refused(await world.sh('gitenv retry dev'), 5, /did not fail/);
  });

  test('can be released once more without a new commit', async () => {
    const { releases } = await json('gitenv history dev');
    await world.ok('gitenv redeploy dev');
    expect((await json('gitenv history dev')).releases.length).toBe(releases.length + 1);
    await world.ok('gitenv init qa --after prd --profile gitenv-stg --region eu-west-2 --yes');
    refused(await world.sh('gitenv redeploy qa'), 5, /Nothing was pushed/);
    refused(await world.sh('gitenv retry qa'), 5, /Nothing was released in qa yet/);
  });

  test('is shown by the AWS console, which this machine does not have', async () => {
    refused(await world.sh('gitenv open prd'), 3, /prd is on this machine.*hint: gitenv console/s);
    const away = 'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS=true';
    expect(await world.ok(`${away} gitenv open prd`)).toBe(
      'https://eu-west-1.console.aws.amazon.com/codesuite/codepipeline/pipelines/app/view?region=eu-west-1',
    );
  });
});

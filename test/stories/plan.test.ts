import fs from 'node:fs';
import path from 'node:path';
import {
  BatchGetBuildsCommand,
  CodeBuildClient,
  StartBuildCommand,
  type StartBuildCommandInput,
} from '@aws-sdk/client-codebuild';
import { EventBridgeClient, ListTargetsByRuleCommand } from '@aws-sdk/client-eventbridge';
import { PutParameterCommand } from '@aws-sdk/client-ssm';
import { until } from '../local/until';
import { Look, makeExampleWorld, takeUp } from './kit-world';
import type { World } from './world';

let world: World;
beforeAll(async () => {
  world = await makeExampleWorld('quotas');
  fs.appendFileSync(
    path.join(world.repository, 'build'),
    `echo run >>'${path.join(world.folder, 'runs')}'\n`,
  );
  await world.ok(
    'gitenv init dev stg --kit cloudformation --deploy-policy arn:aws:iam::aws:policy/AdministratorAccess --build-policy arn:aws:iam::aws:policy/ReadOnlyAccess --yes',
  );
  await world.ok('gitenv init stg --approval changes --yes');
  await world.commit('Deploy with gitenv');
});
afterAll(() => world.end());

const runs = () => fs.readFileSync(path.join(world.folder, 'runs'), 'utf8').split('run').length - 1;
const tipOf = async (environment: string) =>
  (await world.ok(`git ls-remote ${environment} refs/heads/main`)).split('\t')[0] ?? '';
const setQuota = (Value: string) =>
  new Look(world, 'dev').ssm.send(
    new PutParameterCommand({ Name: '/quotas/dev/requests-per-minute', Value, Overwrite: true }),
  );

describe('gitenv plan', () => {
  test('shows what a release would change, and changes nothing', async () => {
    const { status, stdout, stderr } = await world.sh('gitenv plan dev');
    expect({ status, stderr: status === 0 ? '' : stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(/^dev: 5 to add, to be at [0-9a-f]{8} \(cloudformation\)\n/);
    expect(stdout).toContain('+ RequestQuota AWS::SSM::Parameter');
    expect(await tipOf('dev')).toBe('');
    expect(JSON.parse(await world.ok('gitenv history dev --json')).releases).toEqual([]);
    const dev = new Look(world, 'dev');
    expect(await dev.keys('bundles/')).toEqual([]);
    // A change set of a new stack needs a stack, which is gone again.
    expect(stdout).not.toContain('REVIEW_IN_PROGRESS');
    await expect(dev.stack('app')).rejects.toThrow(/does not exist/);
  });

  test('of what runs upstream needs no second build', async () => {
    await world.ok('git push');
    const before = runs();
    const { plan, release } = JSON.parse(await world.ok('gitenv plan stg --json'));
    expect(release).toBeNull();
    expect(plan).toMatchObject({ kit: 'cloudformation', environment: 'stg', summary: { adds: 5 } });
    expect(runs()).toBe(before);
  });

  test('says so where the kit makes none', async () => {
    const config = world.read('gitenv.json');
    world.write('gitenv.json', config.replace('"cloudformation"', '"script"'));
    world.write('buildspec.yml', world.read('buildspec.yml').replace(/.*kit.cjs plan\n/, ''));
    await world.commit('Plan nothing');
    const { status, stderr } = await world.sh('gitenv plan dev HEAD');
    expect(status).toBe(5);
    expect(stderr).toMatch(/The build of [0-9a-f]{8} made no plan: its kit makes none/);
    await world.ok('git reset --quiet --hard HEAD~1');
  });
});

describe('gitenv build', () => {
  test('builds and tests once more what was built before, and releases and keeps nothing', async () => {
    const dev = new Look(world, 'dev');
    const [before, keys, tip] = [runs(), await dev.keys(''), await tipOf('dev')];
    const { status, stdout, stderr } = await world.sh('gitenv build dev --json');
    expect({ status, stderr: status === 0 ? '' : stderr }).toEqual({ status: 0, stderr: '' });
    expect(JSON.parse(stdout)).toEqual({
      environment: 'dev',
      commit: await world.ok('git rev-parse HEAD'),
      build: expect.stringMatching(/^app-build:/),
      stored: null,
    });
    expect(stderr).toContain('This build is part of no release: no plan is made.');
    expect(runs()).toBe(before + 1);
    expect(await dev.keys('')).toEqual(keys);
    expect(await tipOf('dev')).toBe(tip);
  });

  test('answers with exit code 6 if the commit does not build, and with its log', async () => {
    fs.appendFileSync(path.join(world.repository, 'build'), 'echo not today; exit 3\n');
    await world.commit('Do not build');
    const { status, stderr } = await world.sh('gitenv build dev');
    expect(status).toBe(6);
    expect(stderr).toContain('not today');
    expect(stderr).toMatch(/The build of [0-9a-f]{8} in dev ended FAILED/);
    await world.ok('git reset --quiet --hard HEAD~1');
    expect(await world.ok('gitenv build dev')).toMatch(
      /^dev: built [0-9a-f]{8}, and released nothing$/m,
    );
  });
});

describe('an approval by plan', () => {
  test('asks where something changes, and shows the plan that will be applied', async () => {
    const commit = await world.ok('git rev-parse HEAD');
    await world.ok('gitenv promote stg --no-follow');
    await world.ok(
      'until gitenv status --json | grep -q \'"waitsFor": "approval"\'; do sleep 0.1; done',
    );
    const shown = await world.sh('gitenv plan stg');
    expect(shown.stdout).toMatch(/^stg: 5 to add/);
    const empty =
      'The stack app is there already, without any resource (REVIEW_IN_PROGRESS): the next release fills it, whichever that is.';
    expect(shown.stdout).toContain(empty);
    await world.commit('Something else');
    expect((await world.sh('gitenv plan stg HEAD')).stdout).toContain(empty);
    await world.ok('git reset --quiet --hard HEAD~1');
    expect((await new Look(world, 'stg').stack('app')).status).toBe('REVIEW_IN_PROGRESS');
    const { status, stderr } = await world.sh(`gitenv approve stg ${commit} --yes`);
    expect(status).toBe(0);
    expect(stderr).toMatch(
      /stg: 5 to add, to be at [0-9a-f]{8} \(cloudformation, plan [0-9a-f]{8}\)\n {2}\+ /,
    );
  });

  test('passes by itself where nothing changes', async () => {
    world.write('notes.txt', 'words\n');
    await world.commit('Only words');
    await world.ok('git push');
    const { status, stderr } = await world.sh('gitenv promote stg');
    expect({ status, stderr: status === 0 ? '' : stderr }).toEqual({ status: 0, stderr: '' });
    expect(stderr).toContain('The plan for stg: no changes.');
    expect(stderr).not.toContain('waits for somebody');
  });

  test('of destruction alone lets additions pass, and asks for what goes', async () => {
    await world.ok('gitenv init stg --approval destroys --yes && git add --all');
    await world.commit('Ask before anything is destroyed');
    await takeUp(world, 'quotas', 1);
    await world.ok('git push');
    const added = await world.sh('gitenv promote stg');
    expect({ status: added.status, stderr: added.status === 0 ? '' : added.stderr }).toEqual({
      status: 0,
      stderr: '',
    });
    await takeUp(world, 'quotas', 2);
    await takeUp(world, 'quotas', 3);
    await world.ok('git push && gitenv promote stg --no-follow');
    await world.ok(
      'until gitenv status --json | grep -q \'"waitsFor": "approval"\'; do sleep 0.1; done',
    );
    expect((await world.sh('gitenv plan stg')).stdout).toMatch(/[0-9] to (replace|destroy)/);
    await world.ok('gitenv reject stg HEAD --yes');
  });
});

describe('an environment whose first release was refused', () => {
  test('takes the empty stack with it', async () => {
    await world.ok('gitenv init prd --after stg --approval changes --deploy-rights nothing --yes');
    await world.ok('gitenv push prd --no-follow --skip-upstream --reason "try it"');
    await world.ok(
      'until gitenv status --json | grep -q \'"waitsFor": "approval"\'; do sleep 0.1; done',
    );
    await world.ok('gitenv reject prd HEAD --yes');
    const prd = new Look(world, 'prd');
    expect((await prd.stack('app')).status).toBe('REVIEW_IN_PROGRESS');
    const { status, stderr } = await world.sh('gitenv destroy prd --confirm prd');
    expect(status).toBe(0);
    expect(stderr).toMatch(
      / {2}goes, with its content:\n(.*\n)*? +AWS::CloudFormation::Stack +app \(empty\)\n/,
    );
    await expect(prd.stack('app')).rejects.toThrow(/does not exist/);
  });
});

describe('gitenv drift', () => {
  test('finds what somebody changed by hand, and nothing where nobody did', async () => {
    await world.ok('gitenv drift dev');
    await setQuota('7');
    const { status, stdout } = await world.sh('gitenv drift dev');
    expect(status).toBe(6);
    expect(stdout).toMatch(
      /^✗ dev: 1 thing is not as [0-9a-f]{8} says\n {2}~ RequestQuota AWS::SSM::Parameter: .*7/,
    );
    expect(JSON.parse((await world.sh('gitenv drift dev --json')).stdout)).toMatchObject({
      drifted: true,
      changes: [{ action: 'change', name: 'RequestQuota' }],
    });
  });

  test('is done by the account itself where that is scheduled, and shows in gitenv status', async () => {
    const config = JSON.parse(world.read('gitenv.json'));
    config.environments.dev.driftSchedule = 'rate(1 day)';
    world.write('gitenv.json', `${JSON.stringify(config, null, 2)}\n`);
    await world.ok('gitenv init dev --yes');
    await runSchedule();
    expect(await world.ok('gitenv status')).toMatch(
      /^drift: 1 thing is not as [0-9a-f]{8} says in dev, compared .*; gitenv drift dev says what$/m,
    );
  });
});

/** Starts what the schedule starts, without waiting for its day. */
async function runSchedule(): Promise<void> {
  const { settings } = new Look(world, 'dev');
  const { Targets } = await new EventBridgeClient(settings).send(
    new ListTargetsByRuleCommand({ Rule: 'app-drift' }),
  );
  const [{ Arn = '', Input = '' } = {}] = Targets ?? [];
  const client = new CodeBuildClient(settings);
  const input: StartBuildCommandInput = {
    ...JSON.parse(Input),
    projectName: Arn.split('project/')[1],
  };
  const { build } = await client.send(new StartBuildCommand(input));
  const found = async () => {
    const { builds } = await client.send(new BatchGetBuildsCommand({ ids: [build?.id ?? ''] }));
    return builds?.[0];
  };
  await until(async () => (await found())?.buildComplete === true);
  expect((await found())?.buildStatus).toBe('SUCCEEDED');
}

import fs from 'node:fs';
import path from 'node:path';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { PutParameterCommand } from '@aws-sdk/client-ssm';
import { commandsOf, Look, makeExampleWorld, takeUp } from './kit-world';
import type { World } from './world';

const environments = ['dev', 'stg', 'prd'];
const modules = path.join(__dirname, '../../node_modules');

let world: World;
beforeAll(async () => {
  world = await makeExampleWorld('alerts', (folder) => {
    // Tests are offline: what npm ci would download is linked, and each run leaves a line.
    const npm = `#!/bin/sh
if [ "$1" != ci ]; then PATH="\${PATH#*:}" exec npm "$@"; fi
echo run >>'${folder}/runs'
ln -s '${modules}' node_modules
`;
    fs.writeFileSync(path.join(folder, 'bin', 'npm'), npm, { mode: 0o755 });
  });
});
afterAll(() => world.end());

const look = (environment: string) => new Look(world, environment);
const runs = () => fs.readFileSync(path.join(world.folder, 'runs'), 'utf8').split('run').length - 1;

/** The rules, where the stack says that they are. */
async function rulesIn(environment: string): Promise<object> {
  const at = (await look(environment).parameter(`/alerts/${environment}/rules`)) ?? '';
  const [, Bucket, Key] = /^s3:\/\/([^/]+)\/(.+)$/.exec(at) ?? [];
  expect(Bucket).toBe(await look(environment).bucket());
  const { Body } = await look(environment).s3.send(new GetObjectCommand({ Bucket, Key }));
  return JSON.parse((await Body?.transformToString()) ?? '');
}

test('the README of the kit, word for word, takes a commit from dev to prd', async () => {
  for (const line of commandsOf('cdk')) {
    const { status, stderr } = await world.sh(line);
    expect({ line, status, stderr: status === 0 ? '' : stderr }).toEqual({
      line,
      status: 0,
      stderr: '',
    });
  }
  const log = await world.ok('gitenv logs dev');
  expect(log).toContain('Stack app-store, which is new, and empty until it is deployed:\n');
  expect(log).toContain(
    'Stack app-rules, which is new, and is made when the stacks before it are:',
  );
  expect(log).toContain('The plan for dev: 5 to add.');
  expect(log).toMatch(/Published asset\.[0-9a-f]{64}\.json to s3:/);
  const commit = await world.ok('git rev-parse HEAD');
  const digests = await Promise.all(environments.map((it) => look(it).digest(commit)));
  expect(new Set(digests).size).toBe(1);
  for (const environment of environments)
    expect(await rulesIn(environment)).toHaveProperty('slow.aboveMilliseconds', 800);
  expect(runs()).toBe(1);
});

test('what happened next is planned, shown and applied: added, changed, replaced and destroyed', async () => {
  const plans: string[] = [];
  for (const number of [1, 2, 3]) {
    await takeUp(world, 'alerts', number);
    await world.ok('git push');
    plans.push(await world.ok('gitenv logs dev'));
  }
  expect(plans[0]).toContain('+ add      Limit');
  expect(plans[1]).toContain('Stack app-store: nothing changes');
  expect(plans[1]).toMatch(/~ change {3}RulesAt\w+ \(AWS::SSM::Parameter\) {2}Value: s3:/);
  expect(plans[2]).toMatch(/- destroy {2}Limit/);
  expect(plans[2]).toMatch(/± replace {2}Log.+ LogGroupName: \/alerts\/dev → \/alerts\/dev\/sent/);
  await world.ok('gitenv promote stg --through prd');
  expect(await rulesIn('prd')).toHaveProperty('slow.aboveMilliseconds', 500);
});

test('a rollback plans the way back, and synthesizes nothing again', async () => {
  const before = runs();
  await world.ok('gitenv rollback prd --yes');
  const log = await world.ok('gitenv logs prd');
  expect(log).toMatch(/The bundle [0-9a-f]+ .+ tests and build are skipped\./);
  expect(runs()).toBe(before);
  expect(await rulesIn('prd')).toHaveProperty('slow.aboveMilliseconds', 800);
});

test('drift is what was changed past git, in any of its stacks', async () => {
  // CloudFormation compares with the rights of builds.
  await world.ok('gitenv init dev --build-policy arn:aws:iam::aws:policy/ReadOnlyAccess --yes');
  expect((await world.sh('gitenv drift dev')).status).toBe(0);
  const Name = '/alerts/dev/rules';
  await look('dev').ssm.send(new PutParameterCommand({ Name, Value: 's3://', Overwrite: true }));
  const { status, stdout } = await world.sh('gitenv drift dev');
  expect(status).toBe(6);
  expect(stdout).toMatch(/RulesAt/);
  await world.ok('gitenv redeploy dev');
});

test('the bundle of a commit is the same wherever it is synthesized', async () => {
  const before = runs();
  const commit = await world.commit('Again');
  await world.ok('git push');
  const config = world.read('gitenv.json');
  world.write('gitenv.json', JSON.stringify({ ...JSON.parse(config), bundles: 'rebuild' }));
  await world.ok('git push stg HEAD:main');
  world.write('gitenv.json', config);
  expect(runs()).toBe(before + 2);
  const released = async (environment: string) =>
    JSON.parse(await world.ok(`gitenv history ${environment} --json --limit 1`)).releases[0];
  const [dev, stg] = [await released('dev'), await released('stg')];
  expect(stg).toMatchObject({ commit, bundle: dev.bundle });
  expect(dev).toMatchObject({ commit, bundle: expect.stringMatching(/^sha256:/) });
});

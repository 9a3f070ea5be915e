import fs from 'node:fs';
import path from 'node:path';
import {
  GetTemplateCommand,
  ListChangeSetsCommand,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation';
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  DeleteLogGroupCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { until } from '../local/until';
import { commandsOf, Look, makeExampleWorld, takeUp } from './kit-world';
import type { World } from './world';

const environments = ['dev', 'stg', 'prd'];

let world: World;
beforeAll(async () => {
  world = await makeExampleWorld('quotas');
  // Each run of the build leaves a line, for the number of runs to be seen.
  const file = path.join(world.repository, 'build');
  fs.appendFileSync(file, `echo run >>'${world.folder}/runs'\n`);
  await world.commit('Count builds');
});
afterAll(() => world.end());

const look = (environment: string) => new Look(world, environment);
const head = () => world.ok('git rev-parse HEAD');
const runs = () => fs.readFileSync(path.join(world.folder, 'runs'), 'utf8').split('run').length - 1;
const quota = (environment: string, name: string) =>
  look(environment).parameter(`/quotas/${environment}/${name}`);

test('the README of the kit, word for word, takes a commit from dev to prd', async () => {
  const said: string[] = [];
  for (const line of commandsOf('cloudformation')) {
    const { status, stdout, stderr } = await world.sh(line);
    expect({ line, status, stderr: status === 0 ? '' : stderr }).toEqual({
      line,
      status: 0,
      stderr: '',
    });
    said.push(stdout + stderr);
  }
  const log = await world.ok('gitenv logs dev');
  expect(log).toContain('+ add      RequestQuota (AWS::SSM::Parameter)');
  expect(log).toContain('The plan for dev: 5 to add.');
  expect(log).toMatch(/CREATE_COMPLETE {2}Uploads \(AWS::S3::Bucket\)/);
  const commit = await head();
  const digests = await Promise.all(environments.map((it) => look(it).digest(commit)));
  expect(new Set(digests).size).toBe(1);
  expect(await Promise.all(environments.map((it) => quota(it, 'requests-per-minute')))).toEqual([
    '600',
    '600',
    '6000',
  ]);
});

test('what happened next is planned, shown and applied: added, changed, replaced and destroyed', async () => {
  const plans: string[] = [];
  for (const number of [1, 2, 3]) {
    await takeUp(world, 'quotas', number);
    await world.ok('git push');
    plans.push(await world.ok('gitenv logs dev'));
  }
  await world.ok('gitenv promote stg --through prd');
  expect(plans[0]).toContain('The plan for dev: 1 to add.');
  expect(plans[1]).toMatch(/~ change {3}RequestQuota .+ Value: 600 → 1200/);
  expect(plans[1]).toContain('The plan for dev: 1 to change.');
  expect(plans[2]).toContain('- destroy  ExportQuota (AWS::SSM::Parameter)');
  expect(plans[2]).toMatch(
    /± replace {2}Log .+ LogGroupName: \/quotas\/dev → \/quotas\/dev\/uploads/,
  );
  expect(await quota('prd', 'requests-per-minute')).toBe('12000');
  await expect(quota('dev', 'exports-per-day')).rejects.toThrow();
});

test('a rollback plans the way back, and builds nothing again', async () => {
  const before = runs();
  await world.ok('gitenv rollback prd --yes');
  const log = await world.ok('gitenv logs prd');
  expect(log).toMatch(/The bundle [0-9a-f]+ .+ tests and build are skipped\./);
  expect(log).toMatch(/~ change {3}RequestQuota .+ Value: 12000 → 6000/);
  expect(runs()).toBe(before);
  expect(await quota('prd', 'requests-per-minute')).toBe('6000');
});

test('a commit that changes nothing there is a plan without changes', async () => {
  world.write('NOTES', 'nothing of the stack\n');
  await world.commit('Take a note');
  await world.ok('git push');
  const log = await world.ok('gitenv logs dev');
  expect(log).toContain('Stack app: nothing changes');
  expect(log).toContain('Stack app is as the commit says already.');
});

test('a stack that was changed by hand while a release waited for approval stops its deploy', async () => {
  await world.ok('gitenv init dev --approval --yes');
  const dev = look('dev');
  const { TemplateBody = '' } = await dev.cloudformation.send(
    new GetTemplateCommand({ StackName: 'app' }),
  );
  world.write('parameters/dev.json', world.read('parameters/dev.json').replace('1200', '1250'));
  const rejected = await world.commit('Let some more through');
  await pushAndWait();
  await world.ok(`gitenv reject dev ${rejected} --yes`);
  expect(await planned()).toHaveLength(1);
  world.write('parameters/dev.json', world.read('parameters/dev.json').replace('1250', '1300'));
  const commit = await world.commit('Let a few more through');
  await pushAndWait();
  // What the rejected release had planned is gone.
  expect(await planned()).toHaveLength(1);
  await dev.cloudformation.send(
    new UpdateStackCommand({
      StackName: 'app',
      TemplateBody: TemplateBody.replace('Default: 30', 'Default: 60'),
      Parameters: ['GitenvEnvironment', 'RequestsPerMinute', 'UploadMegabytes'].map(
        (ParameterKey) => ({ ParameterKey, UsePreviousValue: true }),
      ),
      Capabilities: ['CAPABILITY_IAM'],
    }),
  );
  await settled('UPDATE_COMPLETE');
  const { status } = await world.sh(`gitenv approve dev ${commit} --yes`);
  expect(status).toBe(6);
  const log = await world.ok('gitenv logs dev');
  expect(log).toContain('Stack app is no longer what the plan was made for: it was changed at');
  expect(log).toContain('hint: gitenv redeploy dev');
  expect(await quota('dev', 'requests-per-minute')).toBe('1200');
  await world.ok('gitenv init dev --no-approval --yes');
  await world.ok('gitenv redeploy dev');
  expect(await quota('dev', 'requests-per-minute')).toBe('1300');
  expect(await planned()).toEqual([]);
});

async function pushAndWait(): Promise<void> {
  await world.ok('gitenv push dev --no-follow');
  const waits = `gitenv status --json | grep -q '"waitsFor": "approval"'`;
  await world.ok(`until ${waits}; do :; done`);
}

/** Change sets in dev that could be executed. */
async function planned(): Promise<readonly unknown[]> {
  const { Summaries = [] } = await look('dev').cloudformation.send(
    new ListChangeSetsCommand({ StackName: 'app' }),
  );
  return Summaries.filter(({ ExecutionStatus }) => ExecutionStatus === 'AVAILABLE');
}

/** The stack of the application in dev, once it is at rest. */
async function settled(status: string): Promise<void> {
  await until(async () => (await look('dev').stack('app')).status === status);
}

describe('a deploy that fails half-way', () => {
  const logGroupName = 'quotas-taken';
  const resource = `
  Taken:
    Type: AWS::Logs::LogGroup
    DependsOn: RequestQuota
    Properties: { LogGroupName: ${logGroupName} }

  Uploads:`;

  test('is taken back, says what stands, and goes through once the cause is gone', async () => {
    // CloudFormation does not look at the names of log groups before it makes them.
    const logs = new CloudWatchLogsClient(look('dev').settings);
    await logs.send(new CreateLogGroupCommand({ logGroupName }));
    world.write('template.yml', world.read('template.yml').replace('\n  Uploads:', resource));
    world.write('parameters/dev.json', world.read('parameters/dev.json').replace('1300', '1400'));
    world.write('parameters/prd.json', world.read('parameters/prd.json').replace('12000', '14000'));
    await world.commit('Take what is taken');
    const { status, stderr } = await world.sh('git push');
    expect(status).toBe(1);
    expect(stderr).toContain('Stack app ended as UPDATE_ROLLBACK_COMPLETE. Taken (AWS::Logs::Log');
    expect(stderr).toContain('The stack is back to what it was before: nothing of this release');
    expect(await quota('dev', 'requests-per-minute')).toBe('1300');
    await logs.send(new DeleteLogGroupCommand({ logGroupName }));
    await world.ok('gitenv redeploy dev');
    expect(await quota('dev', 'requests-per-minute')).toBe('1400');
  });
});

test('a template that is none, and a parameter that is missing, end the build and leave the stack alone', async () => {
  const template = world.read('template.yml');
  world.write('template.yml', template.replace('Resources:', 'Resources: ['));
  await world.commit('Break the template');
  const broken = await world.sh('git push');
  expect(broken.status).toBe(1);
  expect(broken.stderr).toContain('template.yml cannot be read:');
  world.write(
    'template.yml',
    template.replace('  LogDays:', '  Colour:\n    Type: String\n  LogDays:'),
  );
  await world.commit('Want a parameter that nobody gives');
  const lacking = await world.sh('git push');
  expect(lacking.stderr).toContain(
    "The template's parameter 'Colour' has no default, and parameters/dev.json lacks it.",
  );
  expect((await look('dev').stack('app')).status).toBe('UPDATE_COMPLETE');
});

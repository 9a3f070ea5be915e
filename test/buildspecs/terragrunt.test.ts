import fs from 'node:fs';
import path from 'node:path';
import { resource, StandInBench } from './terraform/bench';

let site: StandInBench;
beforeEach(async () => {
  const tools = { terraform: 'stand-in.cjs', terragrunt: 'terragrunt-stand-in.cjs' };
  site = await StandInBench.open('terragrunt', tools);
  await site.makeStateBucket();
  site.settings({});
  site.bench.write('.terraform-version', '1.13.4\n');
  site.bench.write('.terragrunt-version', '1.0.3\n');
  for (const unit of ['network', 'queue', 'api'])
    site.bench.write(
      `live/dev/${unit}/terragrunt.hcl`,
      source('git::https://git.example/m.git//x?ref=v1.2.0'),
    );
  site.world({ units });
});
afterEach(() => site.bench.close());

function source(text: string): string {
  return `terraform {\n  source = "${text}"\n}\n`;
}

const vpc = resource('aws_vpc.main', ['create']);
const jobs = resource('aws_sqs_queue.jobs', ['create']);
const service = resource('aws_ecs_service.api', ['create']);
const units = {
  network: { changes: [vpc] },
  queue: { changes: [jobs] },
  api: { changes: [service], dependencies: ['../network'] },
};
const succeeded = { status: 0, stderr: '' };

function did(verb: string) {
  return site.calls(verb).map(({ unit }) => unit);
}

describe('the build of the terragrunt kit', () => {
  test('plans each unit after those it depends on, and keeps one plan of all', async () => {
    const { status, stdout, stderr } = await site.build();
    expect({ status, stderr }).toEqual(succeeded);
    expect(did('plan')).toEqual(['network', 'queue', 'api']);
    expect((await site.plan()).changes.map(({ action, name }) => [action, name])).toEqual([
      ['add', 'network: aws_vpc.main'],
      ['add', 'queue: aws_sqs_queue.jobs'],
      ['add', 'api: aws_ecs_service.api'],
    ]);
    expect(stdout).toContain('The plan for dev: 3 to add.\n');
  });

  test.each([
    ['git::https://git.example/m.git//x', 'is in no version: add ?ref=<tag>'],
    ['git::https://git.example/m.git//x?ref=main', 'has ref=main, which is no tag such as v1.2.3'],
    ['git@git.example:team/m.git//x?depth=1', 'is in no version: add ?ref=<tag>'],
    ['tfr:///terraform-aws-modules/vpc/aws', 'is in no version: add ?version=<tag>'],
  ])('refuses the source %s, by file and line', async (text, why) => {
    site.bench.write('live/prd/api/terragrunt.hcl', `# the API\n${source(text)}`);
    expect(await site.build()).toMatchObject({
      status: 1,
      stderr: expect.stringContaining(
        `live/prd/api/terragrunt.hcl:3: the source "${text}" ${why}.`,
      ),
    });
    expect(site.calls()).toEqual([]);
  });

  test.each([
    '../../../modules/x',
    '${dirname(find_in_parent_folders("root.hcl"))}/modules//x',
    'git::https://git.example/m.git//x?ref=network/v1.2',
    `git@git.example:team/m.git//x?ref=${'a'.repeat(40)}`,
    'git::https://git.example/${local.name}.git?ref=v1.0.0-rc.1',
    'tfr:///terraform-aws-modules/vpc/aws?version=5.8.1',
  ])('takes the source %s', async (text) => {
    site.bench.write('live/prd/api/terragrunt.hcl', source(text));
    expect(await site.bench.kit('build')).toMatchObject(succeeded);
  });

  test('stops where a configuration is not formatted', async () => {
    site.world({ units, unformatted: true });
    expect((await site.build()).stderr).toContain('terragrunt hcl ended with 1');
  });

  test('stops where a unit keeps its state in another bucket', async () => {
    site.world({ units, keptElsewhere: 'shared-by-all' });
    expect((await site.build()).stderr).toContain(
      'gitenv: The unit network does not keep its state in gitenv-tfstate-111111111111-eu-west-1',
    );
  });

  test('says where the units of an environment have to be', async () => {
    site.settings({ directory: 'envs/{environment}' });
    expect((await site.build()).stderr).toContain('The commit has no folder envs/dev for dev.');
  });

  test('stops where a unit cannot be planned, and shows why', async () => {
    site.world({ units, missing: 'api' });
    const { status, stderr } = await site.build();
    expect(status).toBe(1);
    expect(stderr).toContain('no mock_outputs');
    expect(stderr).toContain('terragrunt plan ended with 1');
  });
});

describe('the deploy of the terragrunt kit', () => {
  test('applies units in order, and plans those again whose dependencies have changed', async () => {
    await site.build();
    expect(await site.deploy()).toMatchObject(succeeded);
    expect(did('apply')).toEqual(['network', 'queue', 'api']);
    expect(did('plan')).toEqual(['network', 'queue', 'api', 'api']);
    const again = site
      .calls('apply')
      .map(({ args }) => args.at(-1)?.split('/').slice(-2).join('/'));
    expect(again).toEqual([
      'network/terraform.tfplan',
      'queue/terraform.tfplan',
      'api/terraform-again.tfplan',
    ]);
  });

  test('applies the saved plan where what a unit depends on stays as it is', async () => {
    site.world({ units: { ...units, network: { changes: [] } } });
    await site.build();
    expect(await site.deploy()).toMatchObject(succeeded);
    expect(did('apply')).toEqual(['queue', 'api']);
    expect(did('plan')).toHaveLength(3);
  });

  test('stops where a second plan would do more than the first one said', async () => {
    await site.build();
    const more = [service, resource('aws_lb.old', ['delete'])];
    site.world({ units: { ...units, api: { ...units.api, changes: more } } });
    const { status, stderr } = await site.deploy();
    expect(status).toBe(1);
    expect(stderr).toContain('what was not planned: destroy api: aws_lb.old. ');
    expect(stderr).toContain(
      'gitenv redeploy dev\nUnits applied before, which stand: network, queue\n',
    );
    expect(did('apply')).toEqual(['network', 'queue']);
  });

  test('that stops half way says which units stand, failed and were not reached', async () => {
    await site.build();
    site.world({ units: { ...units, queue: { changes: [jobs], failsAt: 'aws_sqs_queue.jobs' } } });
    const { status, stderr } = await site.deploy();
    expect(status).toBe(1);
    expect(stderr).toContain('queue: The plan was applied in part');
    expect(stderr).toContain('failed, and may be there in part: aws_sqs_queue.jobs');
    expect(stderr).toContain(
      'Units applied before, which stand: network\nUnits not reached: api\n',
    );
  });
});

test('the example is released, for each of its environments', async () => {
  const { folder } = site.bench;
  const examples = path.join(__dirname, '../../examples');
  fs.rmSync(path.join(folder, 'live'), { recursive: true });
  fs.cpSync(path.join(examples, 'mail-terragrunt'), folder, { recursive: true });
  const git = (...args: string[]) =>
    site.bench.run('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.invalid', ...args]);
  await git('init', '--quiet');
  await git('add', '--all', '--', ':!.gitenv');
  await git('commit', '--quiet', '--message', 'Begin');
  for (const patch of fs.readdirSync(path.join(examples, 'mail-terragrunt.history')))
    expect(
      await git('am', '--quiet', path.join(examples, 'mail-terragrunt.history', patch)),
    ).toEqual({ status: 0, stdout: '', stderr: '' });
  for (const environment of ['dev', 'stg', 'prd'])
    expect(fs.readdirSync(path.join(folder, 'live', environment))).toEqual(['address', 'outbox']);
  site.world({ units: { address: { changes: [] }, outbox: { changes: [jobs] } } });
  expect(await site.build()).toMatchObject(succeeded);
});

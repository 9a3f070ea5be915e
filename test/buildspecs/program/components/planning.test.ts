import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { resource, StandInBench } from '../../terraform/bench';

let site: StandInBench;
beforeEach(async () => {
  site = await StandInBench.open('terraform', { terraform: 'stand-in.cjs' });
  await site.makeStateBucket();
  site.bench.write('.terraform-version', '1.13.4\n');
  site.bench.write('shared/x', '');
  for (const name of ['network', 'queue'])
    site.bench.write(`${name}/main.tf`, 'terraform {\n  backend "s3" {}\n}\n');
  site.bench.write(
    'web/deploy',
    '#!/bin/sh\necho "$GITENV_COMPONENT goes to $GITENV_ENVIRONMENT"\n',
    0o755,
  );
  site.bench.write('web/build', '#!/bin/sh\necho built >page\n', 0o755);
  declare(components);
  site.world({ changes: [resource('aws_sqs_queue.jobs', ['create'])] });
});
afterEach(() => site.bench.close());

const components = {
  queue: { path: 'queue', dependsOn: ['network'] },
  network: { path: 'network' },
  web: { path: 'web', kit: 'script', dependsOn: ['queue'] },
};

function declare(named: object): void {
  const text = { application: 'orders', kit: 'terraform', components: named, environments: {} };
  site.bench.write('gitenv.json', JSON.stringify(text));
}

describe('components whose kits plan', () => {
  test('have one plan, by their names, in the order of their dependencies', async () => {
    expect(await site.build()).toMatchObject({ status: 0, stderr: '' });
    expect((await site.plan()).changes.map(({ action, name }) => [action, name])).toEqual([
      ['add', 'network: aws_sqs_queue.jobs'],
      ['add', 'queue: aws_sqs_queue.jobs'],
      ['change', 'web'],
    ]);
  });

  test('keep a state each, and are applied by their own plans', async () => {
    await site.build();
    const { status, stdout, stderr } = await site.deploy();
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toContain('web goes to dev\n');
    expect(stdout).toContain('Components applied: network, queue, web.');
    const keys = site.calls('init').flatMap(({ args }) => args.filter((it) => /=key=/.test(it)));
    expect(new Set(keys)).toEqual(
      new Set([
        '-backend-config=key=orders/dev/network/terraform.tfstate',
        '-backend-config=key=orders/dev/queue/terraform.tfstate',
      ]),
    );
    expect(site.calls('apply').map(({ args }) => args.at(-1)?.split('/').slice(-2)[0])).toEqual([
      'network',
      'queue',
    ]);
  });

  test('run the programs that they name themselves', async () => {
    const scripts = { build: 'ops/make', deploy: 'ops/ship' };
    declare({ web: { ...components.web, dependsOn: [], scripts } });
    site.bench.write('web/ops/make', '#!/bin/sh\necho "made in $(basename "$PWD")" >page\n');
    site.bench.write('web/ops/ship', '#!/bin/sh\ncat page\n');
    await site.build();
    expect((await site.plan()).changes.map(({ detail }) => detail)).toEqual(['runs ./ops/ship']);
    expect((await site.deploy()).stdout).toContain('made in web\n');
  });

  test('that are skipped are neither planned nor applied', async () => {
    await site.build();
    const file = '.gitenv/release/components.json';
    const choices = JSON.parse(site.bench.read(file)) as { name: string; applied: boolean }[];
    for (const choice of choices) choice.applied = choice.name === 'queue';
    site.bench.write(file, JSON.stringify(choices));
    await site.bench.kit('plan');
    expect((await site.plan()).changes.map(({ name }) => name)).toEqual([
      'queue: aws_sqs_queue.jobs',
    ]);
    const { stdout } = await site.deploy();
    expect(stdout).toContain('Components applied: queue; skipped: network, web.');
  });

  test('that fail keep back those that depend on them, and say what stands', async () => {
    await site.build();
    site.world({ changes: [], failsAt: 'aws_sqs_queue.jobs' });
    const { status, stdout, stderr } = await site.deploy();
    expect(status).toBe(1);
    expect(stdout).toContain('network failed: The plan was applied in part');
    expect(stderr).toContain('Components failed: network; not reached: queue, web.');
  });

  test('are refused where the kit is none, or plans whole repositories only', async () => {
    declare({ web: { path: 'web', kit: 'teraform' } });
    expect((await site.build()).stderr).toContain(
      "The component web cannot have the kit 'teraform'; it can have script, cloudformation, terraform, terragrunt.",
    );
    declare({ web: { path: 'web', kit: 'static-site' } });
    await site.bench.kit('bundle', '--', 'true');
    expect((await site.bench.kit('plan')).stderr).toContain(
      "The component web cannot have the kit 'static-site'; it can have script,",
    );
  });

  test('need the buildspecs of a kit that plans', async () => {
    await site.bench.kit('bundle', '--', 'true');
    expect((await site.bench.kit('deploy', '--', './deploy')).stderr).toContain(
      "The component network has the kit 'terraform', and not script",
    );
  });

  test('may be stacks of CloudFormation, each by its own name', async () => {
    const template =
      'Resources:\n  Topic:\n    Type: AWS::SSM::Parameter\n    Properties: { Type: String, Value: x }\n';
    for (const name of ['network', 'queue']) site.bench.write(`${name}/template.yml`, template);
    const kit = 'cloudformation';
    declare({ network: { path: 'network', kit }, queue: { path: 'queue', kit } });
    expect(await site.bench.kit('bundle', '--', 'true')).toMatchObject({ status: 0 });
    expect(await site.bench.kit('plan')).toMatchObject({ status: 0, stderr: '' });
    expect(await site.bench.kit('apply')).toMatchObject({ status: 0, stderr: '' });
    const client = new CloudFormationClient(site.bench.machine.client());
    const { Stacks } = await client.send(new DescribeStacksCommand({}));
    expect(Stacks?.map(({ StackName }) => StackName).sort()).toEqual([
      'orders-network',
      'orders-queue',
    ]);
  });
});

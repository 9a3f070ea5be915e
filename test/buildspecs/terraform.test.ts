import fs from 'node:fs';
import path from 'node:path';
import { resource, StandInBench, stateBucket } from './terraform/bench';

let site: StandInBench;
beforeEach(async () => {
  site = await StandInBench.open('terraform', { terraform: 'stand-in.cjs' });
  await site.makeStateBucket();
  site.settings({});
  site.bench.write('main.tf', 'terraform {\n  backend "s3" {}\n}\n');
  site.bench.write('.terraform-version', '1.13.4\n');
  site.bench.write('environments/dev.tfvars', 'size = 1\n');
  site.world({ changes: [queue, topic], outputs: {} });
});
afterEach(() => site.bench.close());

const secret = 'hunter2-hunter2';
const queue = resource('aws_sqs_queue.jobs', ['create'], {
  after: { name: 'jobs', password: secret },
  after_sensitive: { password: true },
});
const topic = resource('aws_sns_topic.done', ['create'], { after: { name: 'done' } });
const succeeded = { status: 0, stderr: '' };

describe('the build of the terraform kit', () => {
  test('checks, tests and bundles the configuration with its providers, and plans from the bundle', async () => {
    site.bench.write('tests/queue.tftest.hcl', '');
    expect(await site.build()).toMatchObject(succeeded);
    expect(site.calls().map(({ verb, args }) => [verb, ...args].join(' '))).toEqual([
      'fmt -check -diff -recursive -no-color',
      'init -backend=false -input=false -no-color -lockfile=readonly',
      'validate -no-color',
      'test -no-color',
      `init -input=false -no-color -reconfigure -get=false -lockfile=readonly -backend-config=bucket=${stateBucket} -backend-config=key=orders/dev/terraform.tfstate -backend-config=region=eu-west-1 -backend-config=encrypt=true -backend-config=use_lockfile=true -backend-config=use_path_style=true`,
      `plan -input=false -json -detailed-exitcode -out=${site.bench.folder}/.gitenv/release/terraform.tfplan -lock-timeout=10m -var-file=environments/dev.tfvars`,
      `show -json ${site.bench.folder}/.gitenv/release/terraform.tfplan`,
      `show -no-color ${site.bench.folder}/.gitenv/release/terraform.tfplan`,
      'state pull',
    ]);
    const { files } = await site.bench.manifest();
    expect(files.map(({ path: name, executable }) => [name, executable])).toContainEqual([
      '.terraform/providers/registry.terraform.io/hashicorp/aws/6.0.0/linux_amd64/terraform-provider-aws_v6.0.0',
      true,
    ]);
  });

  test('has one digest whenever it is built, whatever a clone of a module holds', async () => {
    await site.build();
    const { files } = await site.bench.manifest();
    expect(files.map((file) => file.path)).toContain('.terraform/modules/queue/main.tf');
    expect(files.filter((file) => file.path.includes('.git/'))).toEqual([]);
  });

  test('tells the configuration the environment only once the bundle is made', async () => {
    await site.build();
    const [fmt] = site.calls('fmt');
    const [plan] = site.calls('plan');
    expect(Object.keys(fmt?.env ?? {})).not.toContain('GITENV_ENVIRONMENT');
    expect(plan?.env).toMatchObject({
      TF_VAR_gitenv_environment: 'dev',
      TF_VAR_gitenv_commit: site.bench.commit,
      TF_IN_AUTOMATION: '1',
    });
  });

  test('keeps what it would change, by name and never by value', async () => {
    const { stdout } = await site.build();
    expect(await site.plan()).toMatchObject({
      kit: 'terraform',
      summary: { adds: 2, changes: 0, replaces: 0, destroys: 0 },
      changes: [
        { action: 'add', type: 'aws_sqs_queue', name: 'aws_sqs_queue.jobs' },
        { action: 'add', type: 'aws_sns_topic', name: 'aws_sns_topic.done' },
      ],
      saved: { state: 'none', tool: 'terraform 1.13.4' },
    });
    expect(stdout).toContain('gitenv: The plan for dev: 2 to add.\n');
    expect(stdout).toContain('password = (sensitive value)');
    expect(JSON.stringify(await site.plan()) + stdout).not.toContain(secret);
    expect(site.bench.read('.gitenv/release/variables')).toContain("GITENV_PLAN='changes'");
  });

  test('stops where the configuration is not formatted, and stores nothing', async () => {
    site.world({ changes: [], unformatted: true });
    expect(await site.build()).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('gitenv: terraform fmt ended with 3.\n'),
    });
    expect(await site.bench.keys()).toEqual([]);
  });

  test('shows the error of a plan with file and line', async () => {
    const range = { filename: 'main.tf', start: { line: 4 } };
    site.world({
      changes: [],
      error: { summary: 'Unsupported argument', detail: 'Not "nam".', range },
    });
    const { status, stdout } = await site.build();
    expect(status).toBe(1);
    expect(stdout).toContain(
      'gitenv: Error: Unsupported argument\ngitenv:   main.tf:4\ngitenv: Not "nam".\n',
    );
  });

  test('says who holds the lock of the state', async () => {
    site.world({ changes: [], lockedBy: 'anna@laptop' });
    const { status, stdout } = await site.build();
    expect(status).toBe(1);
    expect(stdout).toMatch(
      /Error acquiring the state lock\n(.*\n)*gitenv: {3}Who: {7}anna@laptop\n/,
    );
  });
});

describe('the state', () => {
  test('has its bucket created once, by commands that the build says', async () => {
    site.settings({
      state: { bucket: 'team-{environment}-{account}', key: 'x/{application}.json' },
    });
    const { status, stderr } = await site.build();
    expect(status).toBe(1);
    expect(stderr).toContain('There is no bucket team-dev-111111111111 in account 111111111111');
    const [, , create] = /^( {2})(aws s3api create-bucket .+)$/m.exec(stderr) ?? [];
    expect(create).toBe(
      'aws s3api create-bucket --bucket team-dev-111111111111 --region eu-west-1 --create-bucket-configuration LocationConstraint=eu-west-1',
    );
    await site.makeStateBucket('team-dev-111111111111');
    expect(await site.build()).toMatchObject(succeeded);
    expect(site.calls('init').at(-1)?.args).toContain('-backend-config=key=x/orders.json');
  });

  test('is never kept in the bucket of another account', async () => {
    const { S3Client, CreateBucketCommand } = await import('@aws-sdk/client-s3');
    const other = new S3Client(site.bench.machine.client('222222222222'));
    await other.send(new CreateBucketCommand({ Bucket: 'theirs' }));
    site.settings({ state: { bucket: 'theirs' } });
    expect(await site.build()).toMatchObject({
      status: 1,
      stderr: expect.stringContaining("The state bucket theirs is not account 111111111111's"),
    });
  });

  test('needs a backend in the configuration', async () => {
    site.world({ changes: [], noBackend: true });
    expect(await site.build()).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('add terraform { backend "s3" {} } to it'),
    });
  });
});

describe('the deploy of the terraform kit', () => {
  test('applies exactly the plan of its build, at the same path', async () => {
    await site.build();
    const { status, stdout, stderr } = await site.deploy();
    expect({ status, stderr }).toEqual(succeeded);
    expect(stdout).toContain('aws_sqs_queue.jobs: Creation complete');
    const [apply] = site.calls('apply');
    expect(apply?.args).toEqual([
      '-input=false',
      '-json',
      '-lock-timeout=10m',
      `${site.bench.folder}/.gitenv/release/terraform.tfplan`,
    ]);
    expect(apply?.cwd).toBe(site.calls('plan')[0]?.cwd);
  });

  test('applies nothing where the plan changes nothing', async () => {
    site.world({ changes: [resource('aws_sqs_queue.jobs', ['no-op'])] });
    await site.build();
    expect(site.bench.read('.gitenv/release/variables')).toContain("GITENV_PLAN='empty'");
    expect(await site.deploy()).toMatchObject(succeeded);
    expect(site.calls('apply')).toEqual([]);
  });

  test('stops where the state has moved since', async () => {
    await site.build();
    const plan = fs.readFileSync(path.join(site.bench.folder, '.gitenv/release/plan.json'));
    await site.deploy();
    site.bench.write('.gitenv/release/plan.json', plan.toString());
    const { status, stderr } = await site.deploy();
    expect(status).toBe(1);
    expect(stderr).toMatch(
      /The state has moved .+; nothing was changed\. .+: gitenv redeploy dev\n$/,
    );
    expect(site.calls('apply')).toHaveLength(1);
  });

  test('stops where the saved plan is another than was shown', async () => {
    await site.build();
    site.bench.write('.gitenv/release/terraform.tfplan', 'PK{}');
    expect(await site.deploy()).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('not the one that was shown: nothing was applied.'),
    });
    expect(site.calls('apply')).toEqual([]);
  });

  test('that stops half way says what stands, and a new release goes on from there', async () => {
    const mail = resource('aws_sqs_queue.mail', ['create']);
    site.world({ changes: [topic, queue, mail], failsAt: 'aws_sqs_queue.jobs' });
    await site.build();
    const { status, stdout, stderr } = await site.deploy();
    expect(status).toBe(1);
    expect(stdout).toContain('AccessDenied: not authorized to perform: sqs:CreateQueue');
    expect(stderr).toBe(
      [
        'gitenv: The plan was applied in part, and what was done stands:',
        '  applied: aws_sns_topic.done',
        '  failed, and may be there in part: aws_sqs_queue.jobs',
        '  not reached: aws_sqs_queue.mail',
        'The state knows all of it, so that the next plan goes on from there: push a fix, or gitenv redeploy dev, or gitenv rollback dev.\n',
      ].join('\n'),
    );
    site.world({ changes: [topic, queue, mail] });
    expect((await site.rebuild()).stdout).toContain('tests and build are skipped');
    expect((await site.plan()).changes.map(({ name }) => name)).toEqual([
      'aws_sqs_queue.jobs',
      'aws_sqs_queue.mail',
    ]);
  });

  test('that may not begin says that nothing was applied', async () => {
    await site.build();
    site.world({ changes: [queue], lockedBy: 'anna@laptop' });
    const { stdout, stderr } = await site.deploy();
    expect(stdout).toContain('anna@laptop');
    expect(stderr).toBe(
      'gitenv: Nothing was applied. To plan this commit again: gitenv redeploy dev\n',
    );
  });
});

test('the example is released commit by commit', async () => {
  const { folder } = site.bench;
  const examples = path.join(__dirname, '../../examples');
  fs.cpSync(path.join(examples, 'queue-terraform'), folder, { recursive: true });
  const git = (...args: string[]) =>
    site.bench.run('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.invalid', ...args]);
  await git('init', '--quiet');
  await git('add', '--all', '--', ':!.gitenv');
  await git('commit', '--quiet', '--message', 'Begin');
  for (const patch of fs.readdirSync(path.join(examples, 'queue-terraform.history')))
    expect(
      await git('am', '--quiet', path.join(examples, 'queue-terraform.history', patch)),
    ).toEqual({ status: 0, stdout: '', stderr: '' });
  expect(await site.build()).toMatchObject(succeeded);
  expect(site.calls().map(({ verb }) => verb)).toContain('test');
});

describe('kit of gitenv.json', () => {
  test.each([
    [{ directori: 'x' }, "gitenv.json: kit has no setting 'directori'; it has name, tool,"],
    [{ state: { buckett: 'x' } }, "gitenv.json: kit.state has no setting 'buckett'"],
    [{ tool: 'pulumi' }, 'kit.tool has to be terraform or tofu'],
    [{ directory: '../x' }, "kit.directory has to be a path below the repository's root"],
    [
      { variables: 'none.tfvars' },
      'There is no none.tfvars, which kit.variables of gitenv.json names',
    ],
  ])('that says %j is refused', async (kit, message) => {
    site.settings(kit);
    expect(await site.build()).toMatchObject({
      status: 1,
      stderr: expect.stringContaining(message),
    });
  });
});

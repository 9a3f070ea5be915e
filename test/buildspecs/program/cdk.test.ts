import fs from 'node:fs';
import path from 'node:path';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { CloudWatchLogsClient, CreateLogGroupCommand } from '@aws-sdk/client-cloudwatch-logs';
import { CreateBucketCommand, GetObjectCommand } from '@aws-sdk/client-s3';
import { Workbench } from './workbench';

let bench: Workbench;
beforeEach(async () => {
  bench = await Workbench.open();
  bench.env.CODEBUILD_BUILD_ARN =
    'arn:aws:codebuild:eu-west-1:111111111111:build/orders-build:11111111';
  configure();
});
afterEach(() => bench.close());

function configure(kit: object = {}): void {
  bench.write('gitenv.json', JSON.stringify({ kit: { name: 'cdk', ...kit } }));
}

const parameter = (Name: string) => ({
  Type: 'AWS::SSM::Parameter',
  Properties: { Name, Type: 'String', Value: 'x' },
});

interface Made {
  readonly dependencies?: readonly string[];
  readonly environment?: string;
  readonly properties?: object;
  readonly resources?: object;
}

/** An application, in JavaScript, that comes out as these stacks by their ids, named after orders unless it is said otherwise. */
function application(stacks: Record<string, Made>, rest: object = {}, more: object = {}): void {
  const artifacts = Object.entries(stacks).map(([id, { properties, resources: _, ...made }]) => [
    id,
    {
      type: 'aws:cloudformation:stack',
      environment: 'aws://unknown-account/unknown-region',
      displayName: id,
      properties: { templateFile: `${id}.json`, stackName: `orders-${id}`, ...properties },
      ...made,
    },
  ]);
  const templates = Object.entries(stacks).map(
    ([id, { resources = { P: parameter(`/${id}`) } }]) => [`${id}.json`, { Resources: resources }],
  );
  const files = Object.fromEntries([
    ...templates,
    [
      'manifest.json',
      { version: '1', artifacts: { ...Object.fromEntries(artifacts), ...more }, ...rest },
    ],
  ]);
  bench.write(
    'app.js',
    `const fs = require('node:fs');
const out = process.env.CDK_OUTDIR;
fs.mkdirSync(out, { recursive: true });
for (const [name, content] of Object.entries(${JSON.stringify(files)}))
  fs.writeFileSync(out + '/' + name, JSON.stringify(content));
`,
  );
  bench.write('cdk.json', JSON.stringify({ app: `${process.execPath} app.js` }));
}

const build = () => bench.buildspec('cdk', 'buildspec.yml');
const deploy = () => bench.buildspec('cdk', 'deployspec.yml');

async function refused(message: string): Promise<void> {
  const { status, stderr } = await build();
  expect(status).toBe(1);
  expect(stderr).toContain(message);
}

async function stackNames(): Promise<(string | undefined)[]> {
  const client = new CloudFormationClient(bench.machine.client());
  const { Stacks } = await client.send(new DescribeStacksCommand({}));
  return (Stacks ?? [])
    .filter(({ StackStatus }) => StackStatus === 'CREATE_COMPLETE')
    .map(({ StackName }) => StackName)
    .sort();
}

describe('what the application declares', () => {
  /** Programs that leave a line each time they run; `npm` and its kind leave node_modules, and python3 what it is asked for. */
  function standIns(...names: string[]): void {
    for (const name of names)
      bench.write(
        `bin/${name}`,
        `#!/bin/sh\necho "\${0##*/} $*" >> installed.txt\ncase "$*" in\n  *install* | ci) mkdir -p node_modules ;;\n  '-m venv '*) mkdir -p .venv/bin; cp "$0" .venv/bin/python3 ;;\n  *app.js) exec ${process.execPath} app.js ;;\nesac\n`,
        0o755,
      );
    bench.env.PATH = `${path.join(bench.folder, 'bin')}:/usr/bin:/bin:${path.dirname(process.execPath)}`;
  }

  const declared = JSON.stringify({ dependencies: { x: '1' }, scripts: { test: 'true' } });

  test.each([
    ['yarn.lock', '# yarn lockfile v1\n', ['yarn install --frozen-lockfile', 'yarn run test']],
    ['yarn.lock', '__metadata:\n  version: 8\n', ['yarn install --immutable', 'yarn run test']],
    ['pnpm-lock.yaml', '', ['pnpm install --frozen-lockfile', 'pnpm run test']],
    ['npm-shrinkwrap.json', '{}', ['npm ci', 'npm run test']],
    ['none.txt', '', ['npm install --no-package-lock', 'npm run test']],
  ])('is installed by what %s belongs to, and tested', async (file, text, commands) => {
    application({ Orders: {} });
    standIns('npm', 'yarn', 'pnpm');
    bench.write('package.json', declared);
    bench.write(file, text);
    expect(await build()).toMatchObject({ status: 0, stderr: '' });
    expect(bench.read('installed.txt').trim().split('\n')).toEqual(commands);
  });

  test('is installed in a virtual environment if Python runs it', async () => {
    application({ Orders: {} });
    standIns('python3');
    bench.write('requirements.txt', 'aws-cdk-lib\n');
    bench.write('cdk.json', JSON.stringify({ app: 'python3 app.js' }));
    const { status, stdout } = await build();
    expect({ status, stdout }).toMatchObject({ status: 0 });
    expect(stdout).toContain('Installing what requirements.txt declares, in .venv.');
    expect(bench.read('installed.txt').trim().split('\n')).toEqual([
      'python3 -m venv .venv',
      'python3 -m pip install --disable-pip-version-check --quiet -r requirements.txt',
      'python3 app.js',
    ]);
  });

  test('is left alone where a command before has installed it', async () => {
    application({ Orders: {} });
    standIns('npm');
    bench.write('package.json', declared);
    bench.write('node_modules/x/index.js', '');
    expect(await build()).toMatchObject({ status: 0 });
    expect(fs.existsSync(path.join(bench.folder, 'installed.txt'))).toBe(false);
  });

  test('without a lock file is installed with a warning', async () => {
    application({ Orders: {} });
    standIns('npm');
    bench.write('package.json', declared);
    expect((await build()).stdout).toContain('package.json has no lock file');
  });
});

describe('the stacks of an environment', () => {
  test('are those called after it, each after those it needs', async () => {
    application({
      'dev-web': { dependencies: ['dev-data'] },
      'dev-data': {},
      'stg-web': {},
      development: {},
    });
    const { stdout, stderr } = await build();
    expect(stderr).toBe('');
    expect(stdout.match(/Stack \S+,/g)).toEqual([
      'Stack orders-dev-data,',
      'Stack orders-dev-web,',
    ]);
    expect(await deploy()).toMatchObject({ status: 0, stderr: '' });
    expect(await stackNames()).toEqual(['orders-dev-data', 'orders-dev-web']);
  });

  test('are the only one', async () => {
    application({ Orders: { properties: { stackName: 'orders', tags: { team: 'a' } } } });
    expect(await build()).toMatchObject({ status: 0 });
    expect(await deploy()).toMatchObject({ status: 0 });
    const client = new CloudFormationClient(bench.machine.client());
    const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: 'orders' }));
    expect(Stacks?.[0]?.Tags).toEqual([{ Key: 'team', Value: 'a' }]);
  });

  test('are those that gitenv.json names', async () => {
    configure({ stacks: ['Orders-{environment}', 'Shared*'] });
    application({ 'Orders-dev': {}, 'Orders-stg': {}, SharedByAll: {}, dev: {} });
    await build();
    await deploy();
    expect(await stackNames()).toEqual(['orders-Orders-dev', 'orders-SharedByAll']);
  });

  test('that are none are told, with those there are', async () => {
    application({ a: {}, b: {} });
    await refused('No stack belongs to dev: none is called dev or dev-… of the application');
    configure({ stacks: ['x-*'] });
    await refused("matches none of the application's (a, b).");
  });

  test.each([
    ['dev', 'orders-dev'],
    ['Orders-dev', 'orders-Orders-dev'],
    ['ordersdev', 'orders-ordersdev'],
  ])('are refused if the roles have no rights over one: %s', async (stackName, right) => {
    application({ 'dev-data': {}, 'dev-web': { properties: { stackName } } });
    const { status, stderr } = await build();
    expect(status).toBe(1);
    expect(stderr).toBe(
      `gitenv: The name of the stack dev-web is '${stackName}', and the roles of builds and deploys have rights over stacks named orders or orders-… alone; nothing was changed. Give the stack dev-web the stackName '${right}'.\n`,
    );
    const client = new CloudFormationClient(bench.machine.client());
    expect((await client.send(new DescribeStacksCommand({}))).Stacks).toEqual([]);
  });

  test.each([['aws://222222222222/eu-west-1'], ['aws://unknown-account/us-east-1']])(
    'are refused where they are bound elsewhere: %s',
    async (environment) => {
      application({ dev: { environment } });
      await refused(`Stack dev is bound to ${environment}, and dev is 111111111111 in eu-west-1.`);
    },
  );
});

test('where the second of two stacks fails, the message says that the first stays', async () => {
  const logs = new CloudWatchLogsClient(bench.machine.client());
  await logs.send(new CreateLogGroupCommand({ logGroupName: 'taken' }));
  // CloudFormation does not look at the names of log groups before it makes them.
  const resources = { L: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: 'taken' } } };
  application({ 'dev-data': {}, 'dev-web': { dependencies: ['dev-data'], resources } });
  await build();
  const { status, stderr } = await deploy();
  expect(status).toBe(1);
  expect(stderr).toContain('Stack orders-dev-web ended as ROLLBACK_COMPLETE.');
  expect(stderr).toContain('\nApplied before it, and stays: orders-dev-data.\n');
  expect(await stackNames()).toEqual(['orders-dev-data']);
});

describe('an application', () => {
  test('that builds container images is refused by name', async () => {
    const images = { type: 'cdk:asset-manifest', properties: { file: 'dev.assets.json' } };
    application({ dev: { dependencies: ['dev.assets'] } }, {}, { 'dev.assets': images });
    fs.appendFileSync(
      path.join(bench.folder, 'app.js'),
      `fs.writeFileSync(out + '/dev.assets.json', JSON.stringify({ dockerImages: { abcdef: {} } }));\n`,
    );
    await refused('Stack dev has the container image abcdef as an asset');
  });

  test('that has to look something up says so', async () => {
    application({ dev: {} }, { missing: [{ key: 'vpc-provider:x' }] });
    await refused("The application has to look up 'vpc-provider:x' in an account");
  });

  test('that fails, is none, or leaves nothing ends the build', async () => {
    await refused('There is no cdk.json whose "app" says how the application is run.');
    bench.write('cdk.json', '{"app": "exit 3"}');
    await refused('gitenv: sh -c exit 3 ended with 3.\n');
    bench.write('cdk.json', '{"app": "true"}');
    await refused('The application of cdk.json left no cdk.out/manifest.json.');
    bench.write('cdk.json', '{');
    await refused('cdk.json is not JSON:');
  });

  test('sees neither an account nor credentials, and what cdk.json and lookups say', async () => {
    application({ dev: {} });
    fs.appendFileSync(
      path.join(bench.folder, 'app.js'),
      `console.log(Object.keys(process.env).filter((name) => /^(AWS|CDK|CODEBUILD|GITENV)_/.test(name)).sort().join());
console.log(process.env.CDK_CONTEXT_JSON);\n`,
    );
    const app = `${process.execPath} app.js`;
    bench.write('cdk.json', JSON.stringify({ app, context: { colour: 'blue' } }));
    bench.write('cdk.context.json', '{"zones": ["a"]}');
    bench.env.CDK_DEFAULT_ACCOUNT = '111111111111';
    const { stdout } = await build();
    expect(stdout).toContain('CDK_CONTEXT_JSON,CDK_OUTDIR,GITENV_APPLICATION,GITENV_COMMIT\n');
    expect(stdout).toMatch(/"colour":"blue","zones":\["a"\]/);
  });
});

test('assets of the default synthesizer go to the bucket it names, folders as zips', async () => {
  const Bucket = 'assets-111111111111-eu-west-1';
  await bench.s3.send(new CreateBucketCommand({ Bucket }));
  fs.symlinkSync(
    path.resolve(__dirname, '../../../node_modules'),
    path.join(bench.folder, 'node_modules'),
  );
  bench.write('site/index.html', '<p>hello</p>\n');
  bench.write(
    'app.js',
    `const { App, Stack, CfnOutput, DefaultStackSynthesizer } = require('aws-cdk-lib');
const { Asset } = require('aws-cdk-lib/aws-s3-assets');
const { StringParameter } = require('aws-cdk-lib/aws-ssm');
const app = new App();
const synthesizer = new DefaultStackSynthesizer({
  fileAssetsBucketName: 'assets-\${AWS::AccountId}-\${AWS::Region}',
  generateBootstrapVersionRule: false,
});
const stack = new Stack(app, 'dev', { synthesizer, stackName: 'orders' });
const site = new Asset(stack, 'Site', { path: 'site' });
new StringParameter(stack, 'At', { parameterName: '/at', stringValue: site.s3ObjectUrl });
app.synth();
`,
  );
  bench.write('cdk.json', JSON.stringify({ app: `${process.execPath} app.js` }));
  expect(await build()).toMatchObject({ status: 0 });
  const { stdout, stderr, status } = await deploy();
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const [, Key] =
    /Published asset\.\w+ to s3:\/\/assets-111111111111-eu-west-1\/(\w+\.zip)\./.exec(stdout) ?? [];
  const { Body } = await bench.s3.send(new GetObjectCommand({ Bucket, Key }));
  const zip = Buffer.from((await Body?.transformToByteArray()) ?? []);
  expect(zip.subarray(0, 2).toString()).toBe('PK');
  expect(zip.includes('index.html')).toBe(true);
  const folders = (await bench.manifest()).files.map((file) => file.path);
  expect(folders.filter((name) => /tree\.json|validation-report/.test(name))).toEqual([]);
});

import fs from 'node:fs';
import path from 'node:path';
import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation';
import {
  CreatePolicyCommand,
  GetRolePolicyCommand,
  IAMClient,
  SimulatePrincipalPolicyCommand,
} from '@aws-sdk/client-iam';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { namesOf } from '../../lib/contract';
import { template as templateOfEnvironment } from '../bootstrap/template';
import { type Ended, type Stage, setStage } from '../deploy/stage';
import { testAccount, testRegion } from '../local/machine';

/** Two applications in one account, the name of one of which begins with that of the other. */
const shorter = 'shop';
const longer = 'shop-admin';

let stage: Stage;
beforeEach(async () => {
  stage = await setStage();
});
afterEach(() => stage.destroy());

const cloudformation = () => new CloudFormationClient(stage.machine.client());
const iam = () => new IAMClient(stage.machine.client());
const folderOf = (application: string) => path.join(stage.folder, application);

async function ok(ending: Promise<Ended>): Promise<string> {
  const { exitCode, stderr } = await ending;
  expect({ exitCode, stderr: exitCode === 0 ? '' : stderr }).toEqual({ exitCode: 0, stderr: '' });
  return stderr;
}

const gitenv = (application: string, ...args: string[]) =>
  stage.gitenv(args, { cwd: folderOf(application) });

async function commit(application: string, files: Readonly<Record<string, string>>): Promise<void> {
  const cwd = folderOf(application);
  for (const [name, text] of Object.entries(files)) fs.writeFileSync(path.join(cwd, name), text);
  await ok(stage.git(['add', '-A'], { cwd }));
  await ok(stage.git(['commit', '--quiet', '-m', 'Change'], { cwd }));
}

/** A stack that is one parameter. */
const template = (application: string, Value: string) => {
  const Properties = { Name: `/${application}/limit`, Type: 'String', Value };
  return JSON.stringify({ Resources: { Limit: { Type: 'AWS::SSM::Parameter', Properties } } });
};

async function begin(application: string): Promise<void> {
  const cwd = folderOf(application);
  await ok(stage.git(['init', '--quiet', '-b', 'main', cwd], { cwd: stage.folder }));
  await commit(application, { 'template.yml': template(application, '1') });
}

/** What the first `gitenv init` of an application says. */
async function install(application: string, deployRights: string): Promise<string> {
  const words = ['--kit', 'cloudformation', '--deploy-rights', deployRights];
  const region = ['--region', testRegion];
  const said = await ok(gitenv(application, 'init', 'dev', ...words, ...region, '--yes'));
  await commit(application, {});
  return said;
}

async function limitOf(application: string): Promise<string | undefined> {
  const client = new SSMClient(stage.machine.client());
  const { Parameter } = await client.send(
    new GetParameterCommand({ Name: `/${application}/limit` }),
  );
  return Parameter?.Value;
}

async function resourcesOf(StackName: string) {
  const { StackResources = [] } = await cloudformation().send(
    new DescribeStackResourcesCommand({ StackName }),
  );
  return StackResources;
}

async function arnOfStack(StackName: string): Promise<string> {
  const { Stacks = [] } = await cloudformation().send(new DescribeStacksCommand({ StackName }));
  return Stacks[0]?.StackId ?? '';
}

/** AWS grants these for nothing in particular: a detection by its id, and settings of types. */
const aboutNothing = new Set([
  'cloudformation:BatchDescribeTypeConfigurations',
  'cloudformation:DescribeStackDriftDetectionStatus',
]);

/** What the roles of one application may do with what is of another, as `role action resource`. */
async function reachOf(application: string, resources: readonly string[]): Promise<string[]> {
  const found = await resourcesOf(namesOf(application).stack);
  const roles = found.filter(({ ResourceType }) => ResourceType === 'AWS::IAM::Role');
  expect(roles.length).toBeGreaterThan(4);
  const reached = await Promise.all(
    roles.map(({ LogicalResourceId: id = '', PhysicalResourceId: name = '' }) =>
      reachOfRole(id, name, resources),
    ),
  );
  return reached.flat().sort();
}

async function reachOfRole(id: string, RoleName: string, resources: readonly string[]) {
  const { PolicyDocument = '' } = await iam().send(
    new GetRolePolicyCommand({ RoleName, PolicyName: id }),
  );
  const { Statement }: { Statement: { Effect: string; Action: string[] }[] } = JSON.parse(
    decodeURIComponent(PolicyDocument),
  );
  const actions = Statement.flatMap(({ Effect, Action }) =>
    Effect === 'Allow' ? Action : [],
  ).filter((action) => !aboutNothing.has(action));
  const reached: string[] = [];
  for (const arn of resources) {
    const service = arn.split(':')[2];
    const ActionNames = [...new Set(actions)].filter((it) => it.startsWith(`${service}:`));
    if (ActionNames.length === 0) continue;
    const { EvaluationResults = [] } = await iam().send(
      new SimulatePrincipalPolicyCommand({
        PolicySourceArn: `arn:aws:iam::${testAccount}:role/${RoleName}`,
        ActionNames,
        ResourceArns: [arn],
      }),
    );
    for (const { EvalActionName, EvalDecision } of EvaluationResults)
      if (EvalDecision === 'allowed') reached.push(`${id} ${EvalActionName} ${arn}`);
  }
  return reached;
}

/** All that is of an application by its stacks and by the names that gitenv gives. */
async function ownOf(application: string): Promise<string[]> {
  const names = namesOf(application);
  const own = await resourcesOf(names.stack);
  const bucket = own.find(({ LogicalResourceId }) => LogicalResourceId === 'Artifacts');
  const at = (service: string, rest: string) =>
    `arn:aws:${service}:${testRegion}:${testAccount}:${rest}`;
  const sites = `arn:aws:s3:::${names.siteBuckets}dev-${testAccount}`;
  return [
    await arnOfStack(names.stack),
    at('cloudformation', `stack/${application}/11111111-1111-4111-8111-111111111111`),
    at('cloudformation', `stack/${application}-api/11111111-1111-4111-8111-111111111111`),
    at('codecommit', names.repository),
    at('codepipeline', names.pipeline),
    at('codepipeline', `${names.pipeline}/Deploy`),
    at('codebuild', `project/${names.buildProject}`),
    at('codebuild', `project/${names.deployProject}`),
    at('logs', `log-group:${names.buildLogGroup}:log-stream:1`),
    at('ecr', `repository/${application}`),
    at('events', `rule/${names.pushRule}`),
    `arn:aws:s3:::${bucket?.PhysicalResourceId}`,
    `arn:aws:s3:::${bucket?.PhysicalResourceId}/bundles/1`,
    sites,
    `${sites}/index.html`,
  ];
}

test.each([
  [shorter, longer],
  [longer, shorter],
])(
  'with %s installed before %s, both release, and neither reaches what is of the other',
  async (first, second) => {
    const policy = await iam().send(
      new CreatePolicyCommand({
        PolicyName: 'limits',
        PolicyDocument: JSON.stringify({
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Action: 'ssm:*', Resource: '*' }],
        }),
      }),
    );
    const arn = policy.Policy?.Arn ?? '';
    await begin(first);
    expect(await install(first, arn)).not.toContain('is installed here, too');
    await ok(gitenv(first, 'push', 'dev'));
    await begin(second);
    const said = await install(second, arn);
    expect(said).toContain(
      second === longer
        ? `shop is installed here, too: its releases can no longer change stacks called shop-admin or shop-admin-…`
        : `its releases can no longer change the stacks of shop-admin, nor what else is called so; there are shop-admin now`,
    );
    await ok(gitenv(second, 'push', 'dev'));
    expect(await reachOf(shorter, await ownOf(longer))).toEqual([]);
    expect(await reachOf(longer, await ownOf(shorter))).toEqual([]);
    const mine = await reachOf(shorter, await ownOf(shorter));
    expect(mine).toContainEqual(
      expect.stringMatching(/^DeployRole cloudformation:ExecuteChangeSet .*:stack\/shop-api\//),
    );
    for (const application of [shorter, longer]) {
      await commit(application, { 'template.yml': template(application, '2') });
      await ok(gitenv(application, 'push', 'dev'));
      expect(await limitOf(application)).toBe('2');
      const { stdout } = await gitenv(application, 'doctor', '--json');
      const { findings } = JSON.parse(stdout);
      expect(findings).toContainEqual(expect.objectContaining({ check: 'apart', outcome: 'ok' }));
      expect(await ok(gitenv(application, 'init', 'dev', '--yes'))).toContain('nothing changes');
    }
  },
);

test('what a policy of the team grants by names takes in nothing of the other one', async () => {
  const Action = ['sqs:*', 'ssm:*', 'dynamodb:*', 'lambda:*', 'secretsmanager:*', 'iam:*', 's3:*'];
  const Statement = [{ Effect: 'Allow', Action, Resource: '*' }];
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
  const { Policy } = await iam().send(
    new CreatePolicyCommand({ PolicyName: 'names', PolicyDocument }),
  );
  await begin(shorter);
  await install(shorter, Policy?.Arn ?? '');
  await begin(longer);
  await install(longer, Policy?.Arn ?? '');
  const found = await resourcesOf(namesOf(shorter).stack);
  const role = found.find(({ LogicalResourceId }) => LogicalResourceId === 'DeployRole');
  const at = (service: string, rest: string) =>
    `arn:aws:${service}:${testRegion}:${testAccount}:${rest}`;
  const of = (name: string): [action: string, resource: string][] => [
    ['sqs:SendMessage', at('sqs', `${name}-orders`)],
    ['sqs:DeleteQueue', at('sqs', name)],
    ['ssm:PutParameter', at('ssm', `parameter/${name}/limit`)],
    ['dynamodb:PutItem', at('dynamodb', `table/${name}-orders`)],
    ['dynamodb:Query', at('dynamodb', `table/${name}/index/by-name`)],
    ['lambda:UpdateFunctionCode', at('lambda', `function:${name}-api`)],
    ['secretsmanager:GetSecretValue', at('secretsmanager', `secret:${name}-key-a1b2c3`)],
    ['iam:PassRole', `arn:aws:iam::${testAccount}:role/${name}-Api-1A2B3C`],
    ['s3:PutObject', `arn:aws:s3:::${name}-files/one`],
  ];
  const decisions = (name: string) =>
    Promise.all(
      of(name).map(async ([action, resource]) => {
        const { EvaluationResults: [one] = [] } = await iam().send(
          new SimulatePrincipalPolicyCommand({
            PolicySourceArn: `arn:aws:iam::${testAccount}:role/${role?.PhysicalResourceId}`,
            ActionNames: [action],
            ResourceArns: [resource],
          }),
        );
        return `${action} ${one?.EvalDecision}`;
      }),
    );
  const expected = (name: string, decision: string) =>
    of(name).map(([action]) => `${action} ${decision}`);
  expect(await decisions(longer)).toEqual(expected(longer, 'explicitDeny'));
  expect(await decisions(shorter)).toEqual(expected(shorter, 'allowed'));
  // A name that only begins with the same letters is the shorter one's.
  expect(await decisions('shop-administration')).toEqual(
    expected('shop-administration', 'allowed'),
  );
});

test('a release that names a stack of the other one fails, whatever its deploys may change', async () => {
  await begin(shorter);
  await install(shorter, 'administrator');
  await begin(longer);
  await install(longer, 'administrator');
  await ok(gitenv(longer, 'push', 'dev'));
  const file = path.join(folderOf(shorter), 'gitenv.json');
  const config = JSON.parse(fs.readFileSync(file, 'utf8'));
  const kit = { name: 'cloudformation', stack: longer };
  const evil = { 'gitenv.json': JSON.stringify({ ...config, kit }) };
  await commit(shorter, { ...evil, 'template.yml': template(longer, 'stolen') });
  const { exitCode, stderr } = await gitenv(shorter, 'push', 'dev');
  expect(exitCode).toBe(6);
  expect(stderr).toContain(
    'gitenv does that for the stacks of another application in this account whose name begins with shop-.',
  );
  expect(await limitOf(longer)).toBe('1');
});

/** As an older version of gitenv installed it. */
async function installOlder(application: string): Promise<void> {
  const { Parameters, Outputs, Conditions, Resources } = JSON.parse(
    JSON.stringify(templateOfEnvironment()),
  );
  delete Parameters.ApartFrom;
  delete Outputs.LeavesAlone;
  const [isApart = ''] = Object.keys(Conditions).filter((name) =>
    JSON.stringify(Conditions[name]).includes('ApartFrom'),
  );
  delete Conditions[isApart];
  for (const role of [Resources.BuildRole, Resources.DeployRole, Resources.VerifyRole]) {
    const { PolicyDocument } = role.Properties.Policies[0];
    PolicyDocument.Statement = PolicyDocument.Statement.filter(
      (one: { 'Fn::If'?: string[] }) => one['Fn::If']?.[0] !== isApart,
    );
  }
  const values = { Application: application, Environment: 'dev' };
  await cloudformation().send(
    new CreateStackCommand({
      StackName: namesOf(application).stack,
      TemplateBody: JSON.stringify({ Parameters, Outputs, Conditions, Resources }),
      Capabilities: ['CAPABILITY_NAMED_IAM'],
      Parameters: Object.entries(values).map(([ParameterKey, ParameterValue]) => ({
        ParameterKey,
        ParameterValue,
      })),
    }),
  );
  await stage.machine.idle();
}

const init = (application: string) =>
  gitenv(
    application,
    'init',
    'dev',
    '--kit',
    'cloudformation',
    '--deploy-rights',
    'nothing',
    '--region',
    testRegion,
    '--yes',
  );

test('a new application is refused beside an older installation that could reach it, which gitenv init mends', async () => {
  await begin(shorter);
  await begin(longer);
  await installOlder(shorter);
  const { exitCode, stderr } = await init(longer);
  expect(exitCode).toBe(5);
  expect(stderr).toContain(
    'The roles of the application shop in this account may change all stacks called shop-…, so those of shop-admin too, and its stack is of an older version of gitenv; nothing was changed.',
  );
  expect(stderr).toContain('Run this in the repository of shop first.');
  expect(stderr).toContain('hint: gitenv init dev\n');
  await ok(init(shorter));
  expect(await ok(init(longer))).toContain('shop is installed here, too');
  expect(await reachOf(shorter, await ownOf(longer))).toEqual([]);
});

test('two that an older version installed stay installed, and are told apart by gitenv init', async () => {
  await begin(shorter);
  await begin(longer);
  await installOlder(shorter);
  await installOlder(longer);
  const within =
    'releases of shop can change the stacks of this application until gitenv init is run in the repository of shop';
  expect(await ok(init(longer))).toContain(within);
  const found = async (application: string) => {
    const { stdout } = await gitenv(application, 'doctor', '--json');
    const { findings } = JSON.parse(stdout);
    return findings.find(({ check }: { check: string }) => check === 'apart');
  };
  expect(await found(longer)).toMatchObject({
    outcome: 'warning',
    fix: expect.stringContaining('gitenv init dev'),
  });
  await ok(init(shorter));
  expect(await found(longer)).toMatchObject({ outcome: 'ok' });
  expect(await found(shorter)).toMatchObject({ outcome: 'ok' });
  expect(await reachOf(shorter, await ownOf(longer))).toEqual([]);
});

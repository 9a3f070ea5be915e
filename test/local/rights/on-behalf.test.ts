import {
  BatchGetBuildsCommand,
  CodeBuildClient,
  CreateProjectCommand,
  StartBuildCommand,
} from '@aws-sdk/client-codebuild';
import { CodePipelineClient, StartPipelineExecutionCommand } from '@aws-sdk/client-codepipeline';
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { startMachine, type TestMachine, testAccount, testRegion } from '../machine';

let machine: TestMachine;
beforeAll(async () => {
  machine = await startMachine();
});
afterAll(() => machine.destroy());

const document = (...Statement: object[]) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: Statement.map((statement) => ({ Effect: 'Allow', ...statement })),
  });

async function role(RoleName: string, Principal: object, rights: object[], Condition = {}) {
  const iam = new IAMClient(machine.client());
  const AssumeRolePolicyDocument = document({ Principal, Action: 'sts:AssumeRole', Condition });
  await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }));
  if (rights.length > 0)
    await iam.send(
      new PutRolePolicyCommand({
        ...{ RoleName, PolicyName: 'rights' },
        PolicyDocument: document(...rights),
      }),
    );
  return `arn:aws:iam::${testAccount}:role/${RoleName}`;
}

const people = { AWS: `arn:aws:iam::${testAccount}:root` };
const builds = { Service: 'codebuild.amazonaws.com' };

/** Somebody who has assumed a role. */
async function client(RoleArn: string) {
  const { Credentials } = await new STSClient(machine.client()).send(
    new AssumeRoleCommand({ RoleArn, RoleSessionName: 'ann' }),
  );
  const credentials = {
    accessKeyId: Credentials?.AccessKeyId ?? '',
    secretAccessKey: Credentials?.SecretAccessKey ?? '',
    sessionToken: Credentials?.SessionToken ?? '',
  };
  return { ...machine.client(), credentials };
}

const project = (name: string, serviceRole: string) =>
  new CreateProjectCommand({
    ...{ name, serviceRole, artifacts: { type: 'NO_ARTIFACTS' } },
    source: { type: 'NO_SOURCE', buildspec: 'version: 0.2\nphases: {build: {commands: ["true"]}}' },
    environment: { type: 'LINUX_CONTAINER', image: 'i', computeType: 'BUILD_GENERAL1_SMALL' },
  });

async function build(projectName: string) {
  const codebuild = new CodeBuildClient(machine.client());
  const { build: begun } = await codebuild.send(new StartBuildCommand({ projectName }));
  await machine.idle();
  const { builds: found } = await codebuild.send(
    new BatchGetBuildsCommand({ ids: [begun?.id ?? ''] }),
  );
  const failed = found?.[0]?.phases?.find(({ phaseStatus }) => phaseStatus === 'FAILED');
  return { status: found?.[0]?.buildStatus, phase: failed?.phaseType, why: failed?.contexts?.[0] };
}

describe('a build', () => {
  const logs = (Resource: string) => ({
    Action: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'],
    Resource,
  });

  test('needs a role that may write its log', async () => {
    const mute = await role('mute', builds, []);
    await new CodeBuildClient(machine.client()).send(project('mute', mute));
    expect(await build('mute')).toMatchObject({
      status: 'FAILED',
      phase: 'PROVISIONING',
      why: {
        statusCode: 'ACCESS_DENIED',
        message: expect.stringContaining('is not authorized to perform: logs:CreateLogStream'),
      },
    });
  });

  test('runs with a role that may, and with one whose trust asks for its project', async () => {
    const SourceArn = `arn:aws:codebuild:${testRegion}:${testAccount}:project/loud`;
    const strict = {
      StringEquals: { 'aws:SourceArn': SourceArn, 'aws:SourceAccount': testAccount },
    };
    const loud = await role('loud', builds, [logs('*')], strict);
    await new CodeBuildClient(machine.client()).send(project('loud', loud));
    expect(await build('loud')).toMatchObject({ status: 'SUCCEEDED' });
    await new CodeBuildClient(machine.client()).send(project('other', loud));
    expect(await build('other')).toMatchObject({ status: 'FAILED', phase: 'PROVISIONING' });
  });

  test('is not helped by a right on the log group without its streams', async () => {
    const group = `arn:aws:logs:${testRegion}:${testAccount}:log-group:/aws/codebuild/narrow`;
    const narrow = await role('narrow', builds, [logs(group)]);
    await new CodeBuildClient(machine.client()).send(project('narrow', narrow));
    expect(await build('narrow')).toMatchObject({ why: { statusCode: 'ACCESS_DENIED' } });
  });
});

describe('CodePipeline', () => {
  const request = { service: 'codepipeline.amazonaws.com', session: 'one' };
  const context = () =>
    machine.machine.context(
      machine.machine.credentials.administratorOf(testAccount).caller,
      testRegion,
    );
  const service = { Service: 'codepipeline.amazonaws.com' };

  test('may not be a role whose trust demands what no document says that it tells', async () => {
    const demands = { StringEquals: { 'aws:SourceAccount': testAccount } };
    const strict = await role('strict', service, [], demands);
    expect(context().assume({ ...request, roleArn: strict })).toBeUndefined();
  });

  test('may be one whose trust checks it if it is told', async () => {
    const checks = { StringEqualsIfExists: { 'aws:SourceAccount': testAccount } };
    const lenient = await role('lenient', service, [], checks);
    expect(context().assume({ ...request, roleArn: lenient })?.arn).toBe(
      `arn:aws:sts::${testAccount}:assumed-role/lenient/one`,
    );
  });
});

describe('a person who has assumed a role', () => {
  test('is told which right is missing, on what, and why', async () => {
    const ann = new CodePipelineClient(await client(await role('reader', people, [])));
    await expect(
      ann.send(new StartPipelineExecutionCommand({ name: 'shop' })),
    ).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: `User: arn:aws:sts::${testAccount}:assumed-role/reader/ann is not authorized to perform: codepipeline:StartPipelineExecution on resource: arn:aws:codepipeline:${testRegion}:${testAccount}:shop because no identity-based policy allows the codepipeline:StartPipelineExecution action`,
    });
  });

  test('hands on no role that he may not pass to that service', async () => {
    const Resource = await role('built', builds, []);
    const passes = (PassedToService: string) => ({
      ...{ Action: 'iam:PassRole', Resource },
      Condition: { StringEquals: { 'iam:PassedToService': PassedToService } },
    });
    const makes = { Action: 'codebuild:CreateProject', Resource: '*' };
    const wrong = await role('wrong', people, [makes, passes('ecs.amazonaws.com')]);
    await expect(
      new CodeBuildClient(await client(wrong)).send(project('passed', Resource)),
    ).rejects.toThrow(/is not authorized to perform: iam:PassRole on resource: .*role\/built/);
    const right = await role('right', people, [makes, passes('codebuild.amazonaws.com')]);
    await new CodeBuildClient(await client(right)).send(project('passed', Resource));
  });
});

test('a server that enforces no rights lets everybody, and a service be any role', async () => {
  const open = await startMachine({ settings: { noIam: true } });
  const ghost = { account: testAccount, userId: 'x', accessKeyId: '' };
  const arn = `arn:aws:sts::${testAccount}:assumed-role/ghost/x`;
  const context = open.machine.context({ ...ghost, arn }, testRegion);
  expect(context.decide({ action: 'iam:DeleteRole', resource: '*' })).toEqual({ isAllowed: true });
  const roleArn = `arn:aws:iam::${testAccount}:role/ghost`;
  const assumed = context.assume({ roleArn, service: 'events.amazonaws.com', session: 'x' });
  expect(assumed?.arn).toBe(arn);
  await open.destroy();
});

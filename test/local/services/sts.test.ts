import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import {
  AssumeRoleCommand,
  type Credentials,
  GetCallerIdentityCommand,
  GetSessionTokenCommand,
  STSClient,
} from '@aws-sdk/client-sts';
import { startMachine, type TestMachine, testAccount } from '../machine';

let machine: TestMachine;
let clock: Date;
beforeAll(async () => {
  clock = new Date();
  machine = await startMachine({ now: () => clock });
});
afterAll(() => machine.destroy());

const other = '222222222222';

async function createRole(RoleName: string, principal: object, account = testAccount) {
  const AssumeRolePolicyDocument = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: principal, Action: 'sts:AssumeRole' }],
  });
  const iam = new IAMClient(machine.client(account));
  await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }));
  return `arn:aws:iam::${account}:role/${RoleName}`;
}

const sts = (account = testAccount) => new STSClient(machine.client(account));
const assume = (RoleArn: string, more: object = {}) =>
  new AssumeRoleCommand({ RoleArn, RoleSessionName: 'session', ...more });

/** A client with temporary credentials whose clock agrees with the machine's. */
const as = (credentials: Credentials | undefined) =>
  new STSClient({
    ...machine.client(),
    systemClockOffset: clock.getTime() - Date.now(),
    credentials: {
      accessKeyId: credentials?.AccessKeyId ?? '',
      secretAccessKey: credentials?.SecretAccessKey ?? '',
      ...(credentials?.SessionToken && { sessionToken: credentials.SessionToken }),
    },
  });
const identity = new GetCallerIdentityCommand({});

describe('an assumed role', () => {
  test('acts under its own name', async () => {
    const arn = await createRole('deployer', { Service: 'codebuild.amazonaws.com' });
    const { Credentials, AssumedRoleUser } = await sts().send(assume(arn));
    const session = `arn:aws:sts::${testAccount}:assumed-role/deployer/session`;
    expect(AssumedRoleUser?.Arn).toBe(session);
    expect(await as(Credentials).send(identity)).toMatchObject({
      Account: testAccount,
      Arn: session,
      UserId: AssumedRoleUser?.AssumedRoleId,
    });
  });

  test('is refused without its session token', async () => {
    const arn = await createRole('tokenless', {});
    const { Credentials } = await sts().send(assume(arn));
    const forged = Credentials && { ...Credentials, SessionToken: 'other' };
    await expect(as(forged).send(identity)).rejects.toMatchObject({ name: 'InvalidClientTokenId' });
  });

  test('is refused as expired once its time is over', async () => {
    const arn = await createRole('brief', {});
    const { Credentials } = await sts().send(assume(arn, { DurationSeconds: 900 }));
    const before = clock;
    clock = new Date(before.getTime() + 901_000);
    const refusal = as(Credentials).send(identity);
    await expect(refusal).rejects.toMatchObject({ name: 'ExpiredToken' });
    clock = before;
  });

  test('lasts no longer than the role allows', async () => {
    const arn = await createRole('limited', {});
    await expect(sts().send(assume(arn, { DurationSeconds: 7200 }))).rejects.toMatchObject({
      name: 'ValidationError',
    });
  });

  test('that does not exist is not told from one that is forbidden', async () => {
    await expect(
      sts().send(assume(`arn:aws:iam::${testAccount}:role/nobody`)),
    ).rejects.toMatchObject({ name: 'AccessDenied', $metadata: { httpStatusCode: 403 } });
  });

  test('of another account needs to be trusted there', async () => {
    const closed = await createRole('closed', { AWS: `arn:aws:iam::${other}:root` }, other);
    await expect(sts().send(assume(closed))).rejects.toMatchObject({ name: 'AccessDenied' });
    const open = await createRole('open', { AWS: [`arn:aws:iam::${testAccount}:root`] }, other);
    const { Credentials } = await sts().send(assume(open));
    expect((await as(Credentials).send(identity)).Account).toBe(other);
  });

  test('is at hand for the services on this machine', async () => {
    const arn = await createRole('service', { Service: 'codebuild.amazonaws.com' });
    const context = machine.machine.context(
      { account: testAccount, arn: 'arn', userId: 'id', accessKeyId: '' },
      'eu-west-1',
    );
    const { Credentials } = await context.call<{ Credentials: Credentials }>('sts', 'AssumeRole', {
      RoleArn: arn,
      RoleSessionName: 'AWSCodeBuild-1',
    });
    expect((await as(Credentials).send(identity)).Arn).toMatch(/\/service\/AWSCodeBuild-1$/);
  });
});

test('a session token acts for the caller himself', async () => {
  const { Credentials } = await sts().send(new GetSessionTokenCommand({}));
  expect((await as(Credentials).send(identity)).Arn).toBe(
    `arn:aws:iam::${testAccount}:user/administrator`,
  );
});

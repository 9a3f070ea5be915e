import {
  CreateRoleCommand,
  GetRoleCommand,
  IAMClient,
  ListRolesCommand,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
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

const people = { AWS: `arn:aws:iam::${testAccount}:root` };

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
  new STSClient({ ...machine.client(), ...optionsOf(credentials) });

const optionsOf = (credentials: Credentials | undefined) => ({
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
    const arn = await createRole('deployer', people);
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
    const arn = await createRole('tokenless', people);
    const { Credentials } = await sts().send(assume(arn));
    const forged = Credentials && { ...Credentials, SessionToken: 'other' };
    await expect(as(forged).send(identity)).rejects.toMatchObject({ name: 'InvalidClientTokenId' });
  });

  test('is refused as expired once its time is over', async () => {
    const arn = await createRole('brief', people);
    const { Credentials } = await sts().send(assume(arn, { DurationSeconds: 900 }));
    const before = clock;
    clock = new Date(before.getTime() + 901_000);
    const refusal = as(Credentials).send(identity);
    await expect(refusal).rejects.toMatchObject({ name: 'ExpiredToken' });
    clock = before;
  });

  test('lasts no longer than the role allows', async () => {
    const arn = await createRole('limited', people);
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

  test('that trusts a service alone is for no person, whatever he may', async () => {
    const arn = await createRole('service', { Service: 'codebuild.amazonaws.com' });
    await expect(sts().send(assume(arn))).rejects.toMatchObject({ name: 'AccessDenied' });
  });

  test('may do no more than the policy of its session says', async () => {
    const arn = await createRole('narrow', people);
    const Statement = [{ Effect: 'Allow', Action: 'iam:*', Resource: '*' }];
    await new IAMClient(machine.client()).send(
      new PutRolePolicyCommand({
        ...{ RoleName: 'narrow', PolicyName: 'all' },
        PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement }),
      }),
    );
    const list = { ...Statement[0], Action: 'iam:ListRoles' };
    const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [list] });
    const { Credentials } = await sts().send(assume(arn, { Policy }));
    const iam = new IAMClient({ ...machine.client(), ...optionsOf(Credentials) });
    await iam.send(new ListRolesCommand({}));
    await expect(iam.send(new GetRoleCommand({ RoleName: 'narrow' }))).rejects.toMatchObject({
      name: 'AccessDenied',
      message: `User: arn:aws:sts::${testAccount}:assumed-role/narrow/session is not authorized to perform: iam:GetRole on resource: ${arn} because no session policy allows the iam:GetRole action`,
    });
  });
});

test('a session token acts for the caller himself', async () => {
  const { Credentials } = await sts().send(new GetSessionTokenCommand({}));
  expect((await as(Credentials).send(identity)).Arn).toBe(
    `arn:aws:iam::${testAccount}:user/administrator`,
  );
});

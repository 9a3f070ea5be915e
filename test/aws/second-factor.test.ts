import fs from 'node:fs';
import path from 'node:path';
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { openAccount } from '../../lib/aws/account/account';
import { sessionKey } from '../../lib/aws/account/role-session';
import { askForCodesBy, type CodeQuestion } from '../../lib/aws/account/second-factor';
import { type Faults, standBetween } from '../deploy/faults';
import { startMachine, type TestMachine, testAccount, testRegion } from '../local/machine';
import { useAwsFiles } from './aws-files';

const RoleArn = `arn:aws:iam::${testAccount}:role/deploy`;
const serial = `arn:aws:iam::${testAccount}:mfa/robin`;
let machine: TestMachine;
let sts: Faults;
beforeAll(async () => {
  machine = await startMachine();
  sts = await standBetween(machine.endpoint, () => undefined);
  const AssumeRolePolicyDocument = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { AWS: testAccount }, Action: 'sts:AssumeRole' }],
  });
  const iam = new IAMClient(machine.client());
  const RoleName = 'deploy';
  await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }));
  const Statement = [{ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: RoleArn }];
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
  await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'itself', PolicyDocument }));
});
afterAll(async () => {
  await sts.close();
  await machine.destroy();
});

let files: ReturnType<typeof useAwsFiles>;
let home: string | undefined;
let asked: CodeQuestion[];
beforeEach(() => {
  const { accessKeyId, secretAccessKey } = machine.client().credentials;
  const keys = `aws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`;
  const here = `endpoint_url = ${sts.endpoint}\n`;
  const role = `${here}role_arn = ${RoleArn}\n`;
  files = useAwsFiles(
    `[profile keys]\n${here}${keys}` +
      `[profile code]\n${role}mfa_serial = ${serial}\nsource_profile = keys\n` +
      `[profile own]\n${role}${keys}mfa_serial = ${serial}\nsource_profile = own\n` +
      `[profile above]\n${role}source_profile = code\nrole_session_name = robin\n` +
      `[profile one]\n${role}mfa_serial = ${serial}\nsource_profile = two\n` +
      `[profile two]\n${role}source_profile = one\n`,
  );
  home = process.env.HOME;
  process.env.HOME = files.folder;
  asked = [];
  askForCodesBy(async (question) => {
    asked.push(question);
    return '123456';
  });
});
afterEach(() => {
  askForCodesBy(undefined);
  process.env.HOME = home;
  files.restore();
});

const open = (profile: string) => openAccount({ profile, region: testRegion });
const assumed = () => sts.asked.filter((operation) => operation === 'AssumeRole').length;
const cache = () => path.join(files.folder, '.aws', 'cli', 'cache');

test('a profile with a device asks for its code, and acts as its role', async () => {
  const account = await open('code');
  expect(asked).toEqual([{ profile: 'code', serial }]);
  const { arn } = await account.verify();
  expect(arn).toMatch(/:assumed-role\/deploy\/gitenv-\d+$/);
});

test('a code serves whoever comes at the same time, and whoever comes later', async () => {
  const before = assumed();
  await Promise.all([open('code'), open('code')]);
  await (await open('code')).verify();
  expect(asked).toHaveLength(1);
  expect(assumed() - before).toBe(1);
});

test('the session is kept where the AWS CLI keeps it, for nobody else to read', async () => {
  await open('code');
  const [name = ''] = fs.readdirSync(cache());
  const file = path.join(cache(), name);
  expect(JSON.parse(fs.readFileSync(file, 'utf8'))).toMatchObject({
    Credentials: {
      AccessKeyId: expect.any(String),
      SecretAccessKey: expect.any(String),
      SessionToken: expect.any(String),
      Expiration: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    },
    AssumedRoleUser: { Arn: expect.stringContaining(':assumed-role/deploy/') },
  });
  expect(fs.statSync(file).mode & 0o777).toBe(0o600);
});

/** The names are those that botocore 1.43 gives. */
test.each([
  [{}, '4b207226c8e735e4c862e9295a92477cf8c6a957'],
  [
    { SerialNumber: 'arn:aws:iam::111111111111:mfa/me' },
    '4f02d75ba6eb3a4480906d8b98133d522bcab08f',
  ],
  [
    {
      SerialNumber: 'arn:aws:iam::111111111111:mfa/me',
      DurationSeconds: 900,
      ExternalId: 'é"x\\',
      RoleSessionName: 'robin',
    },
    'e4e12a39b6ee9b9e292a7032a6a6154602adf19f',
  ],
])('a session of %j has the name %s', (more, name) => {
  expect(sessionKey({ RoleArn: 'arn:aws:iam::111111111111:role/deploy', ...more })).toBe(name);
});

/** As the AWS CLI writes it. */
function keep(expiresInMinutes: number): void {
  const expiration = new Date(Date.now() + expiresInMinutes * 60_000);
  fs.mkdirSync(cache(), { recursive: true });
  fs.writeFileSync(
    path.join(cache(), `${sessionKey({ RoleArn, SerialNumber: serial })}.json`),
    JSON.stringify({
      Credentials: {
        AccessKeyId: 'ASIAKEPT',
        SecretAccessKey: 'secret',
        SessionToken: 'token',
        Expiration: expiration.toISOString().replace(/\.\d+Z$/, 'UTC'),
      },
      ResponseMetadata: { HTTPStatusCode: 200 },
    }),
  );
}

test('a session that the AWS CLI began is used, unless it is about to end', async () => {
  keep(20);
  expect(await (await open('code')).credentials()).toMatchObject({ accessKeyId: 'ASIAKEPT' });
  expect(asked).toEqual([]);
  keep(10);
  expect((await (await open('code')).credentials()).accessKeyId).not.toBe('ASIAKEPT');
  expect(asked).toHaveLength(1);
});

test('a role may be assumed by one that needs a code, and a profile by its own keys', async () => {
  expect((await (await open('above')).verify()).arn).toMatch(/\/deploy\/robin$/);
  expect(asked).toEqual([{ profile: 'code', serial }]);
  await (await open('own')).verify();
});

test('profiles that take their credentials from each other are named', async () => {
  await expect(open('one')).rejects.toMatchObject({
    code: 'NO_CREDENTIALS',
    message: 'The profiles one, two, one take their credentials from each other.',
  });
});

test.each([
  ['there is no terminal to ask for it', undefined],
  ['none was typed', async () => ''],
])('says what to do where %s', async (why, ask) => {
  askForCodesBy(ask);
  await expect(open('code')).rejects.toMatchObject({
    code: 'NO_CREDENTIALS',
    exitCode: 4,
    message: `Profile 'code' needs a code of the MFA device ${serial}, and ${why}; nothing was changed.`,
    advice: 'Type this in a terminal: gitenv takes up the session that it begins.',
    hint: 'aws sts get-caller-identity --profile code',
  });
});

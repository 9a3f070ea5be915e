import { openAccount } from '../../lib/aws/account/account';
import { sdkSettings } from '../../lib/aws/call/sdk-settings';
import { startMachine, type TestMachine, testAccount, testRegion } from '../local/machine';
import { useAwsFiles } from './aws-files';

const other = '222222222222';
let machine: TestMachine;
let files: ReturnType<typeof useAwsFiles>;

beforeAll(async () => {
  machine = await startMachine();
});
afterAll(() => machine.destroy());

beforeEach(() => {
  files = useAwsFiles(
    `[profile dev]\nendpoint_url = ${machine.endpoint}\n` +
      `[profile stg]\nservices = here\n[services here]\nsts =\n  endpoint_url = ${machine.endpoint}\n` +
      '[profile elsewhere]\nendpoint_url = http://127.0.0.1:9\n' +
      '[profile broken]\nservices = missing\n' +
      `[profile stale]\nsso_session = office\nsso_account_id = ${testAccount}\nsso_role_name = admin\n` +
      '[sso-session office]\nsso_region = eu-west-1\nsso_start_url = https://127.0.0.1/start\n',
    keys('dev', testAccount) +
      keys('stg', other) +
      keys('broken', other) +
      keys('elsewhere', other),
  );
});
afterEach(() => files.restore());

function keys(profile: string, account: string): string {
  const { credentials } = machine.client(account);
  return `[${profile}]\naws_access_key_id = ${credentials.accessKeyId}\naws_secret_access_key = ${credentials.secretAccessKey}\n`;
}

const open = (profile?: string, account?: string) =>
  openAccount({ profile, region: testRegion, account, environment: 'dev' });

describe('an account opened by profile', () => {
  test('speaks to the endpoint of its own profile, whatever AWS_PROFILE says', async () => {
    process.env.AWS_PROFILE = 'elsewhere';
    const [dev, stg] = await Promise.all([open('dev'), open('stg')]);
    expect((await dev.verify()).account).toBe(testAccount);
    expect((await stg.verify()).account).toBe(other);
  });

  test('never takes the endpoint of an unrelated AWS_PROFILE', async () => {
    process.env.AWS_PROFILE = 'dev';
    const account = await open('stg');
    expect(account.endpoint('codecommit')).toBeUndefined();
    expect(sdkSettings(account.caBundle, undefined).ignoreConfiguredEndpointUrls).toBe(true);
  });

  test('is not overruled by keys in the environment', async () => {
    const { credentials } = machine.client(other);
    process.env.AWS_ACCESS_KEY_ID = credentials.accessKeyId;
    process.env.AWS_SECRET_ACCESS_KEY = credentials.secretAccessKey;
    expect((await (await open('dev')).verify()).account).toBe(testAccount);
  });

  test('takes keys in the environment before AWS_PROFILE where no profile is named, as the AWS CLI does', async () => {
    const { credentials } = machine.client(other);
    process.env.AWS_PROFILE = 'dev';
    process.env.AWS_ACCESS_KEY_ID = credentials.accessKeyId;
    process.env.AWS_SECRET_ACCESS_KEY = credentials.secretAccessKey;
    expect((await (await open()).verify()).account).toBe(other);
  });

  test('refuses another account than the recorded one, naming both, the profile and what the shell holds', async () => {
    process.env.AWS_PROFILE = 'elsewhere';
    const account = await open('dev', other);
    await expect(account.verify()).rejects.toMatchObject({
      code: 'WRONG_ACCOUNT',
      exitCode: 4,
      message: `Profile 'dev' belongs to account ${testAccount}, but 'dev' is account ${other}; nothing was changed. AWS_PROFILE=elsewhere in the environment was not used: the profile named here goes first.`,
      hint: 'aws sts get-caller-identity --profile dev',
    });
  });

  test('says which profiles there are when the named one is missing', async () => {
    await expect(open('nope')).rejects.toMatchObject({
      code: 'NO_CREDENTIALS',
      exitCode: 4,
      message: expect.stringMatching(/^No profile 'nope' .*; there are dev, stg, /),
    });
  });

  test('says how to log in again when the SSO session is gone', async () => {
    await expect(open('stale')).rejects.toMatchObject({
      code: 'EXPIRED_CREDENTIALS',
      exitCode: 4,
      message: "The session of profile 'stale' has expired.",
      hint: 'aws sso login --profile stale',
    });
  });

  test('says that there are no credentials at all', async () => {
    await expect(openAccount({ profile: undefined, region: testRegion })).rejects.toMatchObject({
      code: 'NO_CREDENTIALS',
      message: expect.stringContaining('the default profile'),
    });
  });

  test('names the services section that the config file lacks', async () => {
    const account = await open('broken');
    expect(() => account.endpoint('sts')).toThrow(/services section 'missing'/);
  });
});

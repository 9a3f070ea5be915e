import fs from 'node:fs';
import path from 'node:path';
import { openAccount } from '../../lib/aws/account/account';
import { useAwsFiles } from './aws-files';

let files: ReturnType<typeof useAwsFiles>;
let home: string | undefined;
beforeEach(() => {
  files = useAwsFiles('');
  home = process.env.HOME;
  process.env.HOME = files.folder;
});
afterEach(() => {
  process.env.HOME = home;
  files.restore();
});

const role = 'sso_account_id = 111111111111\nsso_role_name = admin\n';
const portal = 'sso_start_url = https://127.0.0.1/start\nsso_region = eu-west-1\n';
const printed = JSON.stringify({
  Version: 1,
  AccessKeyId: 'A',
  SecretAccessKey: 's',
  SessionToken: 't',
  Expiration: '2020-01-01T00:00:00Z',
});

/** What each kind of profile says of credentials that it has no longer. None of these asks a network. */
test.each([
  [
    'an SSO session',
    `sso_session = office\n${role}[sso-session office]\n${portal}`,
    'EXPIRED_CREDENTIALS',
    "The session of profile 'robin' has expired.",
    'aws sso login --profile robin',
  ],
  [
    'SSO as it was before sessions',
    `${portal}${role}`,
    'EXPIRED_CREDENTIALS',
    "The session of profile 'robin' has expired.",
    'aws sso login --profile robin',
  ],
  [
    'a role above SSO',
    `source_profile = office\nrole_arn = arn:aws:iam::111111111111:role/deploy\n[profile office]\n${portal}${role}`,
    'EXPIRED_CREDENTIALS',
    "The session of profile 'robin' has expired.",
    'aws sso login --profile office',
  ],
  [
    'aws login',
    'login_session = arn:aws:iam::111111111111:user/robin\n',
    'EXPIRED_CREDENTIALS',
    "The session of profile 'robin' has expired.",
    'aws login --profile robin',
  ],
  [
    'a program that prints what has expired',
    `credential_process = echo '${printed}'\n`,
    'EXPIRED_CREDENTIALS',
    "The session of profile 'robin' has expired.",
    'aws sts get-caller-identity --profile robin',
  ],
  [
    'a program that fails, with its words',
    'credential_process = sh -c "echo the vault is locked >&2; exit 3"\n',
    'NO_CREDENTIALS',
    expect.stringContaining('the vault is locked'),
    'aws sts get-caller-identity --profile robin',
  ],
  [
    'a token in a file that is not there',
    'web_identity_token_file = /nowhere/token\nrole_arn = arn:aws:iam::111111111111:role/deploy\n',
    'NO_CREDENTIALS',
    "No credentials with profile 'robin': /nowhere/token cannot be read (ENOENT).",
    undefined,
  ],
  [
    'a role above a profile that is not there',
    'source_profile = gone\nrole_arn = arn:aws:iam::111111111111:role/deploy\n',
    'NO_CREDENTIALS',
    expect.stringContaining('gone'),
    'aws configure sso --profile gone',
  ],
])('says of %s what to type', async (_, profile, code, message, hint) => {
  fs.writeFileSync(path.join(files.folder, 'config'), `[profile robin]\n${profile}`);
  await expect(openAccount({ profile: 'robin', region: 'eu-west-1' })).rejects.toMatchObject({
    code,
    exitCode: 4,
    message,
    hint,
  });
});

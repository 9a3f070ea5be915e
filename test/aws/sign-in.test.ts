import { readSharedConfig } from '../../lib/aws/profile/shared-config';
import { signInHint } from '../../lib/aws/profile/sign-in';
import { useAwsFiles } from './aws-files';

let files: ReturnType<typeof useAwsFiles>;
beforeEach(() => {
  files = useAwsFiles(
    [
      '[profile sso]',
      'sso_session = team',
      '[profile role]',
      'source_profile = sso',
      'role_arn = arn:aws:iam::111111111111:role/deployer',
      '[profile keys]',
      'aws_access_key_id = AKIAEXAMPLE',
      '[profile legacy]',
      'sso_start_url = https://team.example.invalid/start',
      '[profile console]',
      'login_session = arn:aws:iam::111111111111:user/robin',
      '[profile above]',
      'source_profile = console',
      'role_arn = arn:aws:iam::111111111111:role/deployer',
      '[profile orphan]',
      'source_profile = gone',
      '[profile token]',
      'web_identity_token_file = /run/token',
      '[profile lent]',
      'aws_session_token = x',
      '[profile program]',
      'credential_process = false',
      '[profile circle]',
      'source_profile = circle',
      '',
    ].join('\n'),
  );
});
afterEach(() => files.restore());

test.each([
  ['sso', 'aws sso login --profile sso'],
  ['role', 'aws sso login --profile sso'],
  ['legacy', 'aws sso login --profile legacy'],
  ['console', 'aws login --profile console'],
  ['above', 'aws login --profile console'],
  ['orphan', "aws configure sso --profile gone, which is the source_profile of 'orphan'"],
  ['token', 'write a new token to /run/token'],
  [
    'lent',
    "write new temporary keys for 'lent' to the AWS credentials file: these have come from another tool",
  ],
  ['keys', 'renew its keys, for example with: aws configure --profile keys'],
  ['circle', 'renew its keys, for example with: aws configure --profile circle'],
  ['program', 'run its credential_process by hand: aws sts get-caller-identity --profile program'],
])('the profile %s gets credentials again where it has them from', (profile, hint) => {
  expect(signInHint(profile, readSharedConfig())).toBe(hint);
});

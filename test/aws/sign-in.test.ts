import { readSharedConfig } from '../../lib/aws/profile/shared-config';
import { waySignedIn } from '../../lib/aws/profile/sign-in';
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

const isMissing = "Profile 'gone', which is the source_profile of 'orphan', is not there.";
const program = "The AWS CLI runs the credential_process of 'program' and shows what it says.";
const lent =
  "The temporary keys of 'lent' have come from another tool: write new ones to the AWS credentials file.";

test.each([
  ['sso', 'aws sso login --profile sso', undefined],
  ['role', 'aws sso login --profile sso', undefined],
  ['legacy', 'aws sso login --profile legacy', undefined],
  ['console', 'aws login --profile console', undefined],
  ['above', 'aws login --profile console', undefined],
  ['orphan', 'aws configure sso --profile gone', isMissing],
  ['token', undefined, 'Write a new token to /run/token.'],
  ['lent', undefined, lent],
  ['keys', 'aws configure --profile keys', 'Renew its keys.'],
  ['circle', 'aws configure --profile circle', 'Renew its keys.'],
  ['program', 'aws sts get-caller-identity --profile program', program],
])('the profile %s gets credentials again where it has them from', (profile, hint, advice) => {
  expect(waySignedIn(profile, readSharedConfig())).toEqual({
    ...(hint !== undefined && { hint }),
    ...(advice !== undefined && { advice }),
  });
});

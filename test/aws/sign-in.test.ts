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
  ['role', 'aws sso login --profile role'],
  ['keys', 'renew its keys, for example with: aws configure --profile keys'],
  ['circle', 'renew its keys, for example with: aws configure --profile circle'],
  ['program', 'run its credential_process by hand: aws sts get-caller-identity --profile program'],
])('the profile %s gets credentials again where it has them from', (profile, hint) => {
  expect(signInHint(profile, readSharedConfig())).toBe(hint);
});

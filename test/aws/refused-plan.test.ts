import { CloudFormationClient, DescribeChangeSetCommand } from '@aws-sdk/client-cloudformation';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { type Account, openAccount } from '../../lib/aws/account/account';
import { describeStack, planStack } from '../../lib/aws/stack/stack';
import type { GitenvError } from '../../lib/errors';
import { denying } from '../local/denying';
import { startMachine, type TestMachine, testAccount, testRegion } from '../local/machine';
import { useAwsFiles } from './aws-files';

let machine: TestMachine;
let files: ReturnType<typeof useAwsFiles>;
let account: Account;

async function start(options: Parameters<typeof startMachine>[0] = {}): Promise<void> {
  machine = await startMachine(options);
  const { accessKeyId, secretAccessKey } = machine.client().credentials;
  files = useAwsFiles(
    `[profile dev]\nendpoint_url = ${machine.endpoint}\n`,
    `[dev]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`,
  );
  const account_ = { profile: 'dev', region: testRegion, account: testAccount, environment: 'dev' };
  account = await openAccount(account_);
}
afterEach(async () => {
  files.restore();
  await machine.destroy();
});

async function refused(Resources: object): Promise<GitenvError> {
  const request = { name: 'shop', template: JSON.stringify({ Resources }), parameters: {} };
  return planStack(account, request, undefined).then(
    () => Promise.reject(new Error('it was planned')),
    (error: GitenvError) => error,
  );
}

const queue = { Type: 'AWS::SQS::Queue', Properties: { VisibilityTimeoutSeconds: 30 } };

test('a template that is refused early is told resource by resource, and leaves nothing behind', async () => {
  await start();
  await new S3Client({ ...machine.client(), forcePathStyle: true }).send(
    new CreateBucketCommand({ Bucket: 'taken' }),
  );
  const bucket = { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'taken' } };
  const error = await refused({ Jobs: queue, Files: bucket });
  expect(error).toMatchObject({ code: 'STACK_FAILED', exitCode: 5 });
  expect(error.message).toBe(`CloudFormation refuses the template:
  Jobs (AWS::SQS::Queue): #: extraneous key [VisibilityTimeoutSeconds] is not permitted
      at /Resources/Jobs/Properties
  Files (AWS::S3::Bucket): Resource of type 'AWS::S3::Bucket' with identifier 'taken' already exists.
      at /Resources/Files`);
  expect(await describeStack(account, 'shop')).toBeUndefined();
});

test('without the right to ask for the reasons, what is missing is said, and the change set stays to be looked at', async () => {
  await start({ services: denying('cloudformation', 'DescribeEvents') });
  const error = await refused({ Jobs: queue });
  expect(error.message).toContain('[AWS::EarlyValidation::PropertyValidation]');
  expect(error.message).toContain('You lack the right cloudformation:DescribeEvents');
  const command =
    /^aws cloudformation describe-events --change-set-name (\S+) --filters FailedEvents=true --region eu-west-1$/;
  const [, ChangeSetName] = command.exec(error.hint ?? '') ?? [];
  const client = new CloudFormationClient(machine.client());
  expect(await client.send(new DescribeChangeSetCommand({ ChangeSetName }))).toMatchObject({
    Status: 'FAILED',
  });
});

test('a failure that says itself what is wrong needs no such right', async () => {
  await start({ services: denying('cloudformation', 'DescribeEvents') });
  const value = { 'Fn::Select': ['9', ['a']] };
  const error = await refused({
    One: { Type: 'AWS::SSM::Parameter', Properties: { Type: 'String', Value: value } },
  });
  expect(error.message).not.toContain('right');
  expect(await describeStack(account, 'shop')).toBeUndefined();
});

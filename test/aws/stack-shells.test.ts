import {
  CloudFormationClient,
  CreateChangeSetCommand,
  DescribeStacksCommand,
  ExecuteChangeSetCommand,
  waitUntilChangeSetCreateComplete,
  waitUntilStackCreateComplete,
} from '@aws-sdk/client-cloudformation';
import { type Account, openAccount } from '../../lib/aws/account/account';
import { deleteShell, listShells, type StackShell } from '../../lib/aws/stack/stack-shells';
import { startMachine, type TestMachine, testAccount, testRegion } from '../local/machine';
import { useAwsFiles } from './aws-files';

const StackName = 'shop';
const waiting = { minDelay: 1, maxDelay: 1, maxWaitTime: 60 };
const TemplateBody = JSON.stringify({
  Resources: { Page: { Type: 'AWS::SSM::Parameter', Properties: { Type: 'String', Value: '20' } } },
});

let machine: TestMachine;
let files: ReturnType<typeof useAwsFiles>;
let client: CloudFormationClient;
let account: Account;

beforeEach(async () => {
  machine = await startMachine();
  const options = machine.client();
  const { accessKeyId, secretAccessKey } = options.credentials;
  files = useAwsFiles(
    `[profile dev]\nendpoint_url = ${machine.endpoint}\n`,
    `[dev]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`,
  );
  client = new CloudFormationClient(options);
  account = await openAccount({
    profile: 'dev',
    region: testRegion,
    account: testAccount,
    environment: 'dev',
  });
});
afterEach(async () => {
  files.restore();
  await machine.destroy();
});

async function plan(ChangeSetName: string): Promise<void> {
  const asked = { StackName, ChangeSetName, ChangeSetType: 'CREATE', TemplateBody } as const;
  await client.send(new CreateChangeSetCommand(asked));
  await waitUntilChangeSetCreateComplete({ client, ...waiting }, { StackName, ChangeSetName });
}

async function begun(): Promise<StackShell> {
  await plan('first');
  const [shell] = await listShells(account);
  if (!shell) throw new Error('no stack was begun');
  expect(shell).toMatchObject({ name: StackName, changeSets: ['first'] });
  return shell;
}

async function statusOf({ id }: StackShell): Promise<string | undefined> {
  const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: id }));
  return Stacks?.[0]?.StackStatus;
}

test('a stack that nobody has filled is deleted', async () => {
  const shell = await begun();
  expect(await deleteShell(account, shell)).toBe(true);
  expect(await statusOf(shell)).toBe('DELETE_COMPLETE');
});

test('one that was filled since it was looked at stays', async () => {
  const shell = await begun();
  await client.send(new ExecuteChangeSetCommand({ StackName, ChangeSetName: 'first' }));
  await waitUntilStackCreateComplete({ client, ...waiting }, { StackName });
  expect(await deleteShell(account, shell)).toBe(false);
  expect(await statusOf(shell)).toBe('CREATE_COMPLETE');
});

test('one that another release has planned for since stays', async () => {
  const shell = await begun();
  await plan('second');
  expect(await deleteShell(account, shell)).toBe(false);
  expect(await statusOf(shell)).toBe('REVIEW_IN_PROGRESS');
});

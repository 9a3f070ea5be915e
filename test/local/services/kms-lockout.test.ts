import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStackEventsCommand,
} from '@aws-sdk/client-cloudformation';
import { CreateKeyCommand, KMSClient, PutKeyPolicyCommand } from '@aws-sdk/client-kms';
import { startMachine, type TestMachine, testAccount } from '../machine';

let machine: TestMachine;
let kms: KMSClient;
beforeAll(async () => {
  machine = await startMachine();
  kms = new KMSClient(machine.client());
});
afterAll(() => machine.destroy());

const forOnly = (principal: string, Action = 'kms:*') => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { AWS: principal }, Action, Resource: '*' }],
});
const strangers = forOnly(`arn:aws:iam::${testAccount}:role/somebody-else`);
const accounts = forOnly(`arn:aws:iam::${testAccount}:root`);
const lockedOut = {
  name: 'MalformedPolicyDocumentException',
  message: 'The new key policy will not allow you to update the key policy in the future.',
};
const create = (policy: object, BypassPolicyLockoutSafetyCheck?: boolean) =>
  kms.send(
    new CreateKeyCommand({ Policy: JSON.stringify(policy), BypassPolicyLockoutSafetyCheck }),
  );

describe('a key policy that its giver could not change again', () => {
  test('makes no key, unless that is bypassed', async () => {
    await expect(create(strangers)).rejects.toMatchObject(lockedOut);
    const reading = forOnly(`arn:aws:iam::${testAccount}:root`, 'kms:Describe*');
    await expect(create(reading)).rejects.toMatchObject(lockedOut);
    const { KeyMetadata } = await create(strangers, true);
    expect(KeyMetadata?.KeyId).toBeDefined();
    expect((await create(accounts)).KeyMetadata?.KeyId).toBeDefined();
  });

  test('is not put on a key either', async () => {
    const { KeyMetadata } = await create(accounts);
    const put = { KeyId: KeyMetadata?.KeyId, Policy: JSON.stringify(strangers) };
    await expect(kms.send(new PutKeyPolicyCommand(put))).rejects.toMatchObject(lockedOut);
    await kms.send(new PutKeyPolicyCommand({ ...put, BypassPolicyLockoutSafetyCheck: true }));
  });

  test('fails the stack that has it', async () => {
    const Key = { Type: 'AWS::KMS::Key', Properties: { KeyPolicy: strangers } };
    const cloudformation = new CloudFormationClient(machine.client());
    await cloudformation.send(
      new CreateStackCommand({
        StackName: 'locked-out',
        TemplateBody: JSON.stringify({ Resources: { Key } }),
      }),
    );
    await machine.idle();
    const { StackEvents } = await cloudformation.send(
      new DescribeStackEventsCommand({ StackName: 'locked-out' }),
    );
    const failed = StackEvents?.find((it) => it.ResourceStatus === 'CREATE_FAILED');
    expect(failed?.ResourceStatusReason).toContain(lockedOut.message);
  });
});

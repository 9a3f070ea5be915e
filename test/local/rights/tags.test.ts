import {
  CodeCommitClient,
  CreateRepositoryCommand,
  GetRepositoryCommand,
} from '@aws-sdk/client-codecommit';
import {
  CreateAccessKeyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  IAMClient,
  PutUserPolicyCommand,
  TagRoleCommand,
  UntagRoleCommand,
} from '@aws-sdk/client-iam';
import { CreateKeyCommand, KMSClient, ScheduleKeyDeletionCommand } from '@aws-sdk/client-kms';
import { GetParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { startMachine, type TestMachine } from '../machine';

let machine: TestMachine;
let iam: IAMClient;
beforeAll(async () => {
  machine = await startMachine();
  iam = new IAMClient(machine.client());
});
afterAll(() => machine.destroy());

let count = 0;

/** A client's settings of a user who may everything under a condition. */
async function onlyIf(Condition: object) {
  count += 1;
  const UserName = `user-${count}`;
  await iam.send(new CreateUserCommand({ UserName }));
  const Statement = [{ Effect: 'Allow', Action: '*', Resource: '*', Condition }];
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
  await iam.send(new PutUserPolicyCommand({ UserName, PolicyName: 'own', PolicyDocument }));
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
  const { AccessKeyId: accessKeyId = '', SecretAccessKey: secretAccessKey = '' } = AccessKey ?? {};
  return { ...machine.client(), credentials: { accessKeyId, secretAccessKey } };
}

const refused = { $metadata: { httpStatusCode: 400 } };
const AssumeRolePolicyDocument = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { AWS: '*' }, Action: 'sts:AssumeRole' }],
});
const role = (RoleName: string, tags: Record<string, string>) =>
  new CreateRoleCommand({
    RoleName,
    AssumeRolePolicyDocument,
    Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
  });

test('a condition looks at the tags that a resource has, whichever service it is of', async () => {
  const settings = await onlyIf({ StringEquals: { 'aws:ResourceTag/Team': 'web' } });
  const [ssm, commits] = [new SSMClient(machine.client()), new CodeCommitClient(machine.client())];
  for (const [name, value] of [
    ['ours', 'web'],
    ['theirs', 'till'],
  ] as const) {
    const Tags = [{ Key: 'team', Value: value }];
    await ssm.send(new PutParameterCommand({ Name: name, Value: 'x', Type: 'String', Tags }));
    const made = { repositoryName: name, tags: { team: value } };
    await commits.send(new CreateRepositoryCommand(made));
  }
  const own = new SSMClient(settings);
  const { Parameter } = await own.send(new GetParameterCommand({ Name: 'ours' }));
  expect(Parameter?.Value).toBe('x');
  await expect(own.send(new GetParameterCommand({ Name: 'theirs' }))).rejects.toMatchObject(
    refused,
  );
  const theirs = new CodeCommitClient(settings);
  const { repositoryMetadata } = await theirs.send(
    new GetRepositoryCommand({ repositoryName: 'ours' }),
  );
  expect(repositoryMetadata?.repositoryName).toBe('ours');
  await expect(
    theirs.send(new GetRepositoryCommand({ repositoryName: 'theirs' })),
  ).rejects.toMatchObject(refused);
});

test('a condition looks at the tags that a request gives', async () => {
  const own = new IAMClient(await onlyIf({ StringLike: { 'aws:RequestTag/team': 'web*' } }));
  await own.send(role('tagged', { team: 'web-shop' }));
  for (const tags of [{ team: 'till' }, { other: 'web' }])
    await expect(own.send(role('untagged', tags))).rejects.toMatchObject({ name: 'AccessDenied' });
});

test('a condition looks at the keys of the tags that a request gives or takes away', async () => {
  const own = new IAMClient(
    await onlyIf({ 'ForAllValues:StringEquals': { 'aws:TagKeys': ['team', 'cost'] } }),
  );
  await own.send(role('keyed', { team: 'web', cost: '7' }));
  await own.send(new UntagRoleCommand({ RoleName: 'keyed', TagKeys: ['cost'] }));
  const denied = { name: 'AccessDenied' };
  await expect(
    own.send(new UntagRoleCommand({ RoleName: 'keyed', TagKeys: ['cost', 'owner'] })),
  ).rejects.toMatchObject(denied);
  const Tags = [{ Key: 'Team', Value: 'x' }];
  await expect(own.send(new TagRoleCommand({ RoleName: 'keyed', Tags }))).rejects.toMatchObject(
    denied,
  );
});

test('keys have tags that KMS spells in its own way', async () => {
  const condition = { StringEquals: { 'aws:RequestTag/team': 'web' } };
  const own = new KMSClient(await onlyIf(condition));
  const Tags = [{ TagKey: 'team', TagValue: 'web' }];
  await expect(own.send(new CreateKeyCommand({}))).rejects.toMatchObject(refused);
  const { KeyMetadata } = await own.send(new CreateKeyCommand({ Tags }));
  const theirs = new KMSClient(await onlyIf({ StringEquals: { 'aws:ResourceTag/team': 'till' } }));
  const remove = { KeyId: KeyMetadata?.KeyId, PendingWindowInDays: 7 };
  await expect(theirs.send(new ScheduleKeyDeletionCommand(remove))).rejects.toMatchObject(refused);
});

import {
  AddUserToGroupCommand,
  AttachGroupPolicyCommand,
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreateGroupCommand,
  CreatePolicyCommand,
  CreateUserCommand,
  DeleteAccessKeyCommand,
  DeleteGroupCommand,
  DeleteGroupPolicyCommand,
  DeletePolicyCommand,
  DeleteUserCommand,
  DeleteUserPermissionsBoundaryCommand,
  DeleteUserPolicyCommand,
  DetachGroupPolicyCommand,
  DetachUserPolicyCommand,
  GetGroupCommand,
  GetGroupPolicyCommand,
  GetUserCommand,
  GetUserPolicyCommand,
  IAMClient,
  ListAccessKeysCommand,
  ListAttachedGroupPoliciesCommand,
  ListAttachedUserPoliciesCommand,
  ListEntitiesForPolicyCommand,
  ListGroupPoliciesCommand,
  ListGroupsCommand,
  ListGroupsForUserCommand,
  ListUserPoliciesCommand,
  ListUsersCommand,
  ListUserTagsCommand,
  PutGroupPolicyCommand,
  PutUserPermissionsBoundaryCommand,
  PutUserPolicyCommand,
  RemoveUserFromGroupCommand,
  TagUserCommand,
  UntagUserCommand,
  UpdateAccessKeyCommand,
} from '@aws-sdk/client-iam';
import { GetParametersByPathCommand, SSMClient } from '@aws-sdk/client-ssm';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { startMachine, type TestMachine, testAccount } from '../../machine';

let machine: TestMachine;
let iam: IAMClient;
beforeAll(async () => {
  machine = await startMachine();
  iam = new IAMClient(machine.client());
});
afterAll(() => machine.destroy());

const policy = (statement: object) =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...statement }] });
const reading = policy({ Action: 'ssm:GetParametersByPath', Resource: '*' });

/** A user, with a client's settings that sign with a key of his own. */
async function newUser(UserName: string, Path = '/') {
  const { User } = await iam.send(new CreateUserCommand({ UserName, Path }));
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
  const { AccessKeyId: accessKeyId = '', SecretAccessKey: secretAccessKey = '' } = AccessKey ?? {};
  const client = () => ({ ...machine.client(), credentials: { accessKeyId, secretAccessKey } });
  return { arn: User?.Arn, id: User?.UserId, accessKeyId, client };
}

type Signed = Awaited<ReturnType<typeof newUser>>['client'];
const readAsked = (client: Signed) =>
  new SSMClient(client()).send(new GetParametersByPathCommand({ Path: '/app' }));

describe('users', () => {
  test('are who their access keys say, and may nothing until somebody lets them', async () => {
    const { arn, id, accessKeyId, client } = await newUser('ann', '/people/');
    expect(arn).toBe(`arn:aws:iam::${testAccount}:user/people/ann`);
    expect(id).toMatch(/^AIDA[0-9A-F]{17}$/);
    expect(accessKeyId).toMatch(/^AKIA[0-9A-F]{16}$/);
    const who = await new STSClient(client()).send(new GetCallerIdentityCommand({}));
    expect(who).toMatchObject({ Account: testAccount, Arn: arn, UserId: id });
    await expect(readAsked(client)).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringContaining(
        `User: ${arn} is not authorized to perform: ssm:GetParametersByPath`,
      ),
    });
    const put = { UserName: 'ann', PolicyName: 'reads', PolicyDocument: reading };
    await iam.send(new PutUserPolicyCommand(put));
    await expect(readAsked(client)).resolves.toMatchObject({ Parameters: [] });
    const got = await iam.send(new GetUserPolicyCommand({ UserName: 'ann', PolicyName: 'reads' }));
    expect(decodeURIComponent(got.PolicyDocument ?? '')).toBe(reading);
  });

  test('may what their groups may, by policies inline and attached, as long as they are in', async () => {
    const { client } = await newUser('bob');
    await iam.send(new CreateGroupCommand({ GroupName: 'readers' }));
    const named = { GroupName: 'readers', PolicyName: 'reads' };
    await iam.send(new PutGroupPolicyCommand({ ...named, PolicyDocument: reading }));
    const bob = { UserName: 'bob', GroupName: 'readers' };
    await iam.send(new AddUserToGroupCommand(bob));
    await expect(readAsked(client)).resolves.toBeDefined();
    await iam.send(new DeleteGroupPolicyCommand(named));
    await expect(readAsked(client)).rejects.toMatchObject({ name: 'AccessDeniedException' });
    const managed = { PolicyName: 'all-read', PolicyDocument: reading };
    const { Policy } = await iam.send(new CreatePolicyCommand(managed));
    const attached = { GroupName: 'readers', PolicyArn: Policy?.Arn };
    await iam.send(new AttachGroupPolicyCommand(attached));
    await expect(readAsked(client)).resolves.toBeDefined();
    await iam.send(new RemoveUserFromGroupCommand(bob));
    await expect(readAsked(client)).rejects.toMatchObject({ name: 'AccessDeniedException' });
    await iam.send(new DetachGroupPolicyCommand(attached));
    await iam.send(new DeleteGroupCommand({ GroupName: 'readers' }));
    await iam.send(new DeletePolicyCommand({ PolicyArn: Policy?.Arn }));
  });

  test('may no more than their boundary, and are told apart by their tags', async () => {
    const { client } = await newUser('cleo');
    const PolicyDocument = policy({
      Action: 'ssm:*',
      Resource: '*',
      Condition: { StringEquals: { 'aws:PrincipalTag/team': 'web' } },
    });
    const cleo = { UserName: 'cleo' };
    await iam.send(new PutUserPolicyCommand({ ...cleo, PolicyName: 'own', PolicyDocument }));
    await expect(readAsked(client)).rejects.toMatchObject({ name: 'AccessDeniedException' });
    await iam.send(new TagUserCommand({ ...cleo, Tags: [{ Key: 'team', Value: 'web' }] }));
    await expect(readAsked(client)).resolves.toBeDefined();
    const { Policy } = await iam.send(
      new CreatePolicyCommand({
        PolicyName: 'limit',
        PolicyDocument: policy({ Action: 's3:*', Resource: '*' }),
      }),
    );
    const boundary = { ...cleo, PermissionsBoundary: Policy?.Arn };
    await iam.send(new PutUserPermissionsBoundaryCommand(boundary));
    await expect(readAsked(client)).rejects.toThrow(/no permissions boundary allows/);
    const { User } = await iam.send(new GetUserCommand(cleo));
    expect(User?.PermissionsBoundary?.PermissionsBoundaryArn).toBe(Policy?.Arn);
    await iam.send(new DeleteUserPermissionsBoundaryCommand(cleo));
    await expect(readAsked(client)).resolves.toBeDefined();
    await iam.send(new UntagUserCommand({ ...cleo, TagKeys: ['team'] }));
    expect(await iam.send(new ListUserTagsCommand(cleo))).toMatchObject({ Tags: [] });
    await expect(readAsked(client)).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });

  test('are asked about by themselves without a name, if they may', async () => {
    const { client } = await newUser('dora', '/ops/');
    const own = new IAMClient(client());
    await expect(own.send(new GetUserCommand({}))).rejects.toMatchObject({ name: 'AccessDenied' });
    const PolicyDocument = policy({
      Action: ['iam:GetUser', 'iam:ListAccessKeys'],
      Resource: `arn:aws:iam::${testAccount}:user/ops/\${aws:username}`,
    });
    const dora = { UserName: 'dora', PolicyName: 'self', PolicyDocument };
    await iam.send(new PutUserPolicyCommand(dora));
    const { User } = await own.send(new GetUserCommand({}));
    expect(User?.UserName).toBe('dora');
    const { AccessKeyMetadata } = await own.send(new ListAccessKeysCommand({}));
    expect(AccessKeyMetadata).toMatchObject([{ UserName: 'dora', Status: 'Active' }]);
    await expect(own.send(new GetUserCommand({ UserName: 'ann' }))).rejects.toMatchObject({
      name: 'AccessDenied',
    });
  });

  test('are listed with the administrator, below a path, and outlast a restart', async () => {
    const { client } = await newUser('emil', '/kept/');
    const { Users } = await iam.send(new ListUsersCommand({ PathPrefix: '/kept/' }));
    expect(Users?.map(({ UserName }) => UserName)).toEqual(['emil']);
    const all = await iam.send(new ListUsersCommand({}));
    expect(all.Users?.map(({ UserName }) => UserName)).toContain('administrator');
    machine = await machine.restart();
    iam = new IAMClient(machine.client());
    const who = await new STSClient(client()).send(new GetCallerIdentityCommand({}));
    expect(who.Arn).toBe(`arn:aws:iam::${testAccount}:user/kept/emil`);
  });

  test('the administrator is shown, and is not changed', async () => {
    const { User } = await iam.send(new GetUserCommand({}));
    expect(User).toMatchObject({ UserName: 'administrator' });
    const UserName = 'administrator';
    const put = { UserName, PolicyName: 'none', PolicyDocument: reading };
    await expect(iam.send(new PutUserPolicyCommand(put))).rejects.toMatchObject({
      $metadata: { httpStatusCode: 501 },
    });
    await expect(iam.send(new CreateUserCommand({ UserName }))).rejects.toMatchObject({
      name: 'EntityAlreadyExistsException',
    });
  });

  test('go once nothing of theirs is left, whose order IAM tells', async () => {
    const { accessKeyId } = await newUser('fred');
    const fred = { UserName: 'fred' };
    const PolicyArn = 'arn:aws:iam::aws:policy/ReadOnlyAccess';
    await iam.send(new AttachUserPolicyCommand({ ...fred, PolicyArn }));
    const inline = { ...fred, PolicyName: 'reads' };
    await iam.send(new PutUserPolicyCommand({ ...inline, PolicyDocument: reading }));
    await iam.send(new CreateGroupCommand({ GroupName: 'team', Path: '/web/' }));
    const inTeam = { ...fred, GroupName: 'team' };
    await iam.send(new AddUserToGroupCommand(inTeam));
    const refused = (why: string) =>
      expect(iam.send(new DeleteUserCommand(fred))).rejects.toMatchObject({
        name: 'DeleteConflictException',
        message: `Cannot delete entity, must ${why}.`,
      });
    await refused('delete access keys first');
    await iam.send(new DeleteAccessKeyCommand({ ...fred, AccessKeyId: accessKeyId }));
    await refused('detach all policies first');
    const attached = await iam.send(new ListAttachedUserPoliciesCommand(fred));
    expect(attached.AttachedPolicies).toEqual([{ PolicyName: 'ReadOnlyAccess', PolicyArn }]);
    await iam.send(new DetachUserPolicyCommand({ ...fred, PolicyArn }));
    await refused('delete policies first');
    expect((await iam.send(new ListUserPoliciesCommand(fred))).PolicyNames).toEqual(['reads']);
    await iam.send(new DeleteUserPolicyCommand(inline));
    await refused('remove users from group first');
    const { Groups } = await iam.send(new ListGroupsForUserCommand(fred));
    expect(Groups).toMatchObject([{ Arn: `arn:aws:iam::${testAccount}:group/web/team` }]);
    await iam.send(new RemoveUserFromGroupCommand(inTeam));
    await iam.send(new DeleteUserCommand(fred));
    await expect(iam.send(new GetUserCommand(fred))).rejects.toMatchObject({
      name: 'NoSuchEntityException',
      message: 'The user with name fred cannot be found.',
    });
  });
});

describe('access keys', () => {
  test('sign nothing while they are inactive, or once they are deleted', async () => {
    const { accessKeyId: AccessKeyId, client } = await newUser('gil');
    const asked = () => new STSClient(client()).send(new GetCallerIdentityCommand({}));
    const gil = { UserName: 'gil', AccessKeyId };
    await iam.send(new UpdateAccessKeyCommand({ ...gil, Status: 'Inactive' }));
    await expect(asked()).rejects.toMatchObject({ name: 'InvalidClientTokenId' });
    const { AccessKeyMetadata } = await iam.send(new ListAccessKeysCommand({ UserName: 'gil' }));
    expect(AccessKeyMetadata).toMatchObject([{ AccessKeyId, Status: 'Inactive' }]);
    await iam.send(new UpdateAccessKeyCommand({ ...gil, Status: 'Active' }));
    await expect(asked()).resolves.toBeDefined();
    await iam.send(new DeleteAccessKeyCommand(gil));
    await expect(asked()).rejects.toMatchObject({ name: 'InvalidClientTokenId' });
    await expect(iam.send(new DeleteAccessKeyCommand(gil))).rejects.toMatchObject({
      name: 'NoSuchEntityException',
    });
  });

  test('are two at most', async () => {
    await newUser('hal');
    await iam.send(new CreateAccessKeyCommand({ UserName: 'hal' }));
    await expect(iam.send(new CreateAccessKeyCommand({ UserName: 'hal' }))).rejects.toMatchObject({
      name: 'LimitExceededException',
      message: 'Cannot exceed quota for AccessKeysPerUser: 2',
    });
  });
});

describe('groups', () => {
  test('tell their members, their policies, and what a policy is attached to', async () => {
    await newUser('ida');
    const ops = { GroupName: 'ops' };
    const { Group } = await iam.send(new CreateGroupCommand(ops));
    expect(Group?.GroupId).toMatch(/^AGPA[0-9A-F]{17}$/);
    await iam.send(new AddUserToGroupCommand({ ...ops, UserName: 'ida' }));
    const PolicyArn = 'arn:aws:iam::aws:policy/PowerUserAccess';
    await iam.send(new AttachGroupPolicyCommand({ ...ops, PolicyArn }));
    const inline = { ...ops, PolicyName: 'reads' };
    await iam.send(new PutGroupPolicyCommand({ ...inline, PolicyDocument: reading }));
    const told = await iam.send(new GetGroupCommand(ops));
    expect(told.Users?.map(({ UserName }) => UserName)).toEqual(['ida']);
    expect((await iam.send(new ListGroupPoliciesCommand(ops))).PolicyNames).toEqual(['reads']);
    const attached = await iam.send(new ListAttachedGroupPoliciesCommand(ops));
    expect(attached.AttachedPolicies).toMatchObject([{ PolicyArn }]);
    const got = await iam.send(new GetGroupPolicyCommand(inline));
    expect(decodeURIComponent(got.PolicyDocument ?? '')).toBe(reading);
    const { Groups } = await iam.send(new ListGroupsCommand({}));
    expect(Groups?.map(({ GroupName }) => GroupName)).toContain('ops');
    const holders = await iam.send(new ListEntitiesForPolicyCommand({ PolicyArn }));
    expect(holders.PolicyGroups).toMatchObject([{ GroupName: 'ops' }]);
    await expect(iam.send(new DeleteGroupCommand(ops))).rejects.toMatchObject({
      name: 'DeleteConflictException',
      message: 'Cannot delete entity, must remove users from group first.',
    });
    await expect(iam.send(new CreateGroupCommand(ops))).rejects.toMatchObject({
      name: 'EntityAlreadyExistsException',
    });
    await expect(
      iam.send(new AddUserToGroupCommand({ GroupName: 'nobodys', UserName: 'ida' })),
    ).rejects.toThrow('The group with name nobodys cannot be found.');
  });
});

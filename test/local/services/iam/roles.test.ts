import {
  AttachRolePolicyCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  CreateRoleCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  GetPolicyVersionCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  IAMClient,
  ListAttachedRolePoliciesCommand,
  ListRolesCommand,
  PutRolePolicyCommand,
  TagRoleCommand,
} from '@aws-sdk/client-iam';
import { startMachine, type TestMachine, testAccount } from '../../machine';

let machine: TestMachine;
let iam: IAMClient;
beforeAll(async () => {
  machine = await startMachine();
  iam = new IAMClient(machine.client());
});
afterAll(() => machine.destroy());

const trust = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { Service: 'codebuild.amazonaws.com' },
      Action: 'sts:AssumeRole',
    },
  ],
});
const document = JSON.stringify({
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Action: 's3:*', Resource: '*' },
});

const createRole = (RoleName: string, Path = '/') =>
  iam.send(new CreateRoleCommand({ RoleName, Path, AssumeRolePolicyDocument: trust }));

describe('roles', () => {
  test('are handed out as they were created, the trust policy percent-encoded', async () => {
    await createRole('builder', '/app/');
    const { Role } = await iam.send(new GetRoleCommand({ RoleName: 'builder' }));
    expect(Role).toMatchObject({
      Arn: `arn:aws:iam::${testAccount}:role/app/builder`,
      MaxSessionDuration: 3600,
    });
    expect(Role?.RoleId).toMatch(/^AROA[0-9A-F]{17}$/);
    expect(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? '')).toBe(trust);
  });

  test('are the same from every region, and of one account only', async () => {
    await createRole('everywhere');
    const elsewhere = new IAMClient({ ...machine.client(), region: 'us-east-1' });
    const { Role } = await elsewhere.send(new GetRoleCommand({ RoleName: 'everywhere' }));
    expect(Role?.RoleName).toBe('everywhere');
    const other = new IAMClient(machine.client('222222222222'));
    await expect(other.send(new GetRoleCommand({ RoleName: 'everywhere' }))).rejects.toMatchObject({
      name: 'NoSuchEntityException',
      $metadata: { httpStatusCode: 404 },
    });
  });

  test('are listed in pages', async () => {
    for (const name of ['p1', 'p2', 'p3']) await createRole(name, '/paged/');
    const first = await iam.send(new ListRolesCommand({ PathPrefix: '/paged/', MaxItems: 2 }));
    expect(first).toMatchObject({ IsTruncated: true });
    const { Marker } = first;
    const second = await iam.send(new ListRolesCommand({ PathPrefix: '/paged/', Marker }));
    const names = [...(first.Roles ?? []), ...(second.Roles ?? [])].map((role) => role.RoleName);
    expect(names).toEqual(['p1', 'p2', 'p3']);
    expect(second.IsTruncated).toBe(false);
  });

  test('exist once', async () => {
    await createRole('single');
    await expect(createRole('single')).rejects.toMatchObject({
      name: 'EntityAlreadyExistsException',
    });
  });

  test('keep tags', async () => {
    await createRole('tagged');
    const Tags = [{ Key: 'team', Value: 'a & b' }];
    await iam.send(new TagRoleCommand({ RoleName: 'tagged', Tags }));
    const { Role } = await iam.send(new GetRoleCommand({ RoleName: 'tagged' }));
    expect(Role?.Tags).toEqual(Tags);
  });

  test('refuse a trust policy that is not one', async () => {
    const broken = new CreateRoleCommand({ RoleName: 'x', AssumeRolePolicyDocument: '{' });
    await expect(iam.send(broken)).rejects.toMatchObject({
      name: 'MalformedPolicyDocumentException',
    });
  });
});

describe('policies of a role', () => {
  test('hold a role back from being deleted', async () => {
    await createRole('busy');
    const RoleName = 'busy';
    await iam.send(
      new PutRolePolicyCommand({ RoleName, PolicyName: 'inline', PolicyDocument: document }),
    );
    const { PolicyDocument = '' } = await iam.send(
      new GetRolePolicyCommand({ RoleName, PolicyName: 'inline' }),
    );
    expect(decodeURIComponent(PolicyDocument)).toBe(document);
    const deletion = new DeleteRoleCommand({ RoleName });
    await expect(iam.send(deletion)).rejects.toMatchObject({ name: 'DeleteConflictException' });
    await iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName: 'inline' }));
    await iam.send(deletion);
    await expect(iam.send(new GetRoleCommand({ RoleName }))).rejects.toMatchObject({
      name: 'NoSuchEntityException',
    });
  });

  test('are attached from AWS and from the account', async () => {
    await createRole('attached');
    const { Policy } = await iam.send(
      new CreatePolicyCommand({ PolicyName: 'own', PolicyDocument: document }),
    );
    const RoleName = 'attached';
    const aws = 'arn:aws:iam::aws:policy/ReadOnlyAccess';
    for (const PolicyArn of [aws, Policy?.Arn])
      await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }));
    const listed = () => iam.send(new ListAttachedRolePoliciesCommand({ RoleName }));
    expect((await listed()).AttachedPolicies).toEqual([
      { PolicyName: 'own', PolicyArn: Policy?.Arn },
      { PolicyName: 'ReadOnlyAccess', PolicyArn: aws },
    ]);
    await iam.send(new DetachRolePolicyCommand({ RoleName, PolicyArn: aws }));
    expect((await listed()).AttachedPolicies).toHaveLength(1);
    const missing = new AttachRolePolicyCommand({ RoleName, PolicyArn: `${Policy?.Arn}-not` });
    await expect(iam.send(missing)).rejects.toMatchObject({ name: 'NoSuchEntityException' });
  });

  test('have at most five versions', async () => {
    const { Policy } = await iam.send(
      new CreatePolicyCommand({ PolicyName: 'versioned', PolicyDocument: document }),
    );
    const next = new CreatePolicyVersionCommand({
      PolicyArn: Policy?.Arn,
      PolicyDocument: trust,
      SetAsDefault: true,
    });
    for (let i = 0; i < 4; i++) await iam.send(next);
    await expect(iam.send(next)).rejects.toMatchObject({ name: 'LimitExceededException' });
    const { PolicyVersion } = await iam.send(
      new GetPolicyVersionCommand({ PolicyArn: Policy?.Arn, VersionId: 'v5' }),
    );
    expect(PolicyVersion).toMatchObject({ IsDefaultVersion: true, VersionId: 'v5' });
  });
});

test('what is not there is refused by name', async () => {
  const context = machine.machine.context(
    { account: testAccount, arn: '', userId: '', accessKeyId: '' },
    'eu-west-1',
  );
  await expect(context.call('iam', 'CreateSAMLProvider', {})).rejects.toMatchObject({
    status: 501,
    message: expect.stringContaining('iam:CreateSAMLProvider'),
  });
});

import {
  AddUserToGroupCommand,
  AttachRolePolicyCommand,
  CreateAccessKeyCommand,
  CreateGroupCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  IAMClient,
  PutGroupPolicyCommand,
  PutRolePermissionsBoundaryCommand,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
  SimulateCustomPolicyCommand,
  SimulatePrincipalPolicyCommand,
} from '@aws-sdk/client-iam';
import { startMachine, type TestMachine, testAccount } from '../../machine';

let machine: TestMachine;
let iam: IAMClient;
beforeAll(async () => {
  machine = await startMachine();
  iam = new IAMClient(machine.client());
});
afterAll(() => machine.destroy());

const policy = (...statements: object[]) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: statements.map((one) => ({ Effect: 'Allow', Resource: '*', ...one })),
  });
const arnOf = (what: string) => `arn:aws:iam::${testAccount}:${what}`;
const repository = `arn:aws:codecommit:eu-west-1:${testAccount}:shop`;

async function role(RoleName: string, PolicyDocument: string) {
  const AssumeRolePolicyDocument = policy({
    Principal: { AWS: '*' },
    Action: 'sts:AssumeRole',
    Resource: undefined,
  });
  await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }));
  await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'own', PolicyDocument }));
  return arnOf(`role/${RoleName}`);
}

describe('a simulation of what a principal may', () => {
  test('has one result an action, with each resource by itself below it', async () => {
    const PolicySourceArn = await role(
      'pusher',
      policy({ Action: 'codecommit:Git*', Resource: repository }),
    );
    const { EvaluationResults, IsTruncated } = await iam.send(
      new SimulatePrincipalPolicyCommand({
        PolicySourceArn,
        ActionNames: ['codecommit:GitPush', 'codecommit:DeleteRepository'],
        ResourceArns: [repository, `${repository}-2`],
      }),
    );
    expect(IsTruncated).toBe(false);
    expect(EvaluationResults).toMatchObject([
      {
        EvalActionName: 'codecommit:GitPush',
        EvalResourceName: 'arn:${Partition}:codecommit:${Region}:${Account}:${RepositoryName}',
        EvalDecision: 'implicitDeny',
        ResourceSpecificResults: [
          {
            EvalResourceName: repository,
            EvalResourceDecision: 'allowed',
            MatchedStatements: [{ SourcePolicyId: 'own', SourcePolicyType: 'role' }],
          },
          { EvalResourceName: `${repository}-2`, EvalResourceDecision: 'implicitDeny' },
        ],
      },
      { EvalActionName: 'codecommit:DeleteRepository', EvalDecision: 'implicitDeny' },
    ]);
  });

  test('goes by attached policies, boundaries and what denies', async () => {
    const PolicySourceArn = await role('limited', policy({ Action: 's3:*' }));
    const ask = async () => {
      const ActionNames = ['s3:GetObject', 'ssm:GetParameter', 'kms:Sign'];
      const simulate = new SimulatePrincipalPolicyCommand({ PolicySourceArn, ActionNames });
      const { EvaluationResults = [] } = await iam.send(simulate);
      return EvaluationResults.map(({ EvalDecision }) => EvalDecision);
    };
    expect(await ask()).toEqual(['allowed', 'implicitDeny', 'implicitDeny']);
    const more = policy({ Action: 'ssm:*' }, { Effect: 'Deny', Action: 'kms:*' });
    const { Policy } = await iam.send(
      new CreatePolicyCommand({ PolicyName: 'more', PolicyDocument: more }),
    );
    const attached = { RoleName: 'limited', PolicyArn: Policy?.Arn };
    await iam.send(new AttachRolePolicyCommand(attached));
    expect(await ask()).toEqual(['allowed', 'allowed', 'explicitDeny']);
    const PermissionsBoundary = Policy?.Arn;
    const bounded = { RoleName: 'limited', PermissionsBoundary };
    await iam.send(new PutRolePermissionsBoundaryCommand(bounded));
    expect(await ask()).toEqual(['implicitDeny', 'allowed', 'explicitDeny']);
    const { EvaluationResults } = await iam.send(
      new SimulatePrincipalPolicyCommand({ PolicySourceArn, ActionNames: ['s3:GetObject'] }),
    );
    expect(EvaluationResults?.[0]?.PermissionsBoundaryDecisionDetail).toEqual({
      AllowedByPermissionsBoundary: false,
    });
  });

  test('has those of the groups of a user, and who he is', async () => {
    const UserName = 'ann';
    await iam.send(new CreateUserCommand({ UserName }));
    await iam.send(new CreateGroupCommand({ GroupName: 'team' }));
    await iam.send(new AddUserToGroupCommand({ UserName, GroupName: 'team' }));
    const PolicyDocument = policy({
      Action: 'iam:GetUser',
      Resource: arnOf('user/${aws:username}'),
    });
    const named = { GroupName: 'team', PolicyName: 'self' };
    await iam.send(new PutGroupPolicyCommand({ ...named, PolicyDocument }));
    const { EvaluationResults } = await iam.send(
      new SimulatePrincipalPolicyCommand({
        PolicySourceArn: arnOf('user/ann'),
        ActionNames: ['iam:GetUser'],
        ResourceArns: [arnOf('user/ann')],
      }),
    );
    expect(EvaluationResults).toMatchObject([
      {
        EvalDecision: 'allowed',
        MatchedStatements: [{ SourcePolicyId: 'self', SourcePolicyType: 'group' }],
      },
    ]);
  });

  test('names the context keys that it would have to know, and takes those that it is told', async () => {
    const PolicySourceArn = await role(
      'on-main',
      policy({
        Action: 'codecommit:GitPush',
        Condition: { StringEquals: { 'codecommit:References': ['refs/heads/main'] } },
      }),
    );
    const ask = { PolicySourceArn, ActionNames: ['codecommit:GitPush'] };
    const without = await iam.send(new SimulatePrincipalPolicyCommand(ask));
    expect(without.EvaluationResults).toMatchObject([
      { EvalDecision: 'implicitDeny', MissingContextValues: ['codecommit:references'] },
    ]);
    const told = await iam.send(
      new SimulatePrincipalPolicyCommand({
        ...ask,
        ContextEntries: [
          {
            ContextKeyName: 'codecommit:References',
            ContextKeyType: 'string',
            ContextKeyValues: ['refs/heads/main'],
          },
        ],
      }),
    );
    expect(told.EvaluationResults).toMatchObject([
      { EvalDecision: 'allowed', MissingContextValues: [] },
    ]);
  });

  test('comes in pages', async () => {
    const PolicySourceArn = await role('paged', policy({ Action: 's3:*' }));
    const ask = {
      PolicySourceArn,
      ActionNames: ['s3:GetObject', 's3:PutObject', 'kms:Sign'],
      MaxItems: 2,
    };
    const first = await iam.send(new SimulatePrincipalPolicyCommand(ask));
    expect(first.EvaluationResults).toHaveLength(2);
    expect(first.IsTruncated).toBe(true);
    const second = await iam.send(
      new SimulatePrincipalPolicyCommand({ ...ask, Marker: first.Marker }),
    );
    expect(second.EvaluationResults).toMatchObject([{ EvalActionName: 'kms:Sign' }]);
    expect(second.IsTruncated).toBe(false);
  });

  test("is not told by a session's ARN, nor of somebody who is not there", async () => {
    const session = `arn:aws:sts::${testAccount}:assumed-role/pusher/me`;
    const ActionNames = ['s3:GetObject'];
    await expect(
      iam.send(new SimulatePrincipalPolicyCommand({ PolicySourceArn: session, ActionNames })),
    ).rejects.toMatchObject({ name: 'InvalidInputException' });
    const PolicySourceArn = arnOf('role/nobody');
    await expect(
      iam.send(new SimulatePrincipalPolicyCommand({ PolicySourceArn, ActionNames })),
    ).rejects.toMatchObject({ name: 'NoSuchEntityException' });
  });

  test('needs a right of its own, on whoever is simulated', async () => {
    const UserName = 'curious';
    await iam.send(new CreateUserCommand({ UserName }));
    const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
    const { AccessKeyId: accessKeyId = '', SecretAccessKey: secretAccessKey = '' } =
      AccessKey ?? {};
    const credentials = { accessKeyId, secretAccessKey };
    const own = new IAMClient({ ...machine.client(), credentials });
    const PolicySourceArn = arnOf('user/curious');
    const ask = { PolicySourceArn, ActionNames: ['s3:GetObject'] };
    await expect(own.send(new SimulatePrincipalPolicyCommand(ask))).rejects.toMatchObject({
      name: 'AccessDenied',
      message: expect.stringContaining(
        `iam:SimulatePrincipalPolicy on resource: ${arnOf('user/')}`,
      ),
    });
    const PolicyDocument = policy({
      Action: 'iam:SimulatePrincipalPolicy',
      Resource: PolicySourceArn,
    });
    await iam.send(new PutUserPolicyCommand({ UserName, PolicyName: 'own', PolicyDocument }));
    const { EvaluationResults } = await own.send(new SimulatePrincipalPolicyCommand(ask));
    expect(EvaluationResults).toMatchObject([{ EvalDecision: 'implicitDeny' }]);
  });
});

test('a simulation of written policies asks about nobody', async () => {
  const { EvaluationResults } = await iam.send(
    new SimulateCustomPolicyCommand({
      PolicyInputList: [policy({ Action: 's3:*' }), policy({ Effect: 'Deny', Action: 's3:Put*' })],
      ActionNames: ['s3:GetObject', 's3:PutObject'],
    }),
  );
  expect(EvaluationResults).toMatchObject([
    { EvalDecision: 'allowed', MatchedStatements: [{ SourcePolicyId: 'PolicyInputList.1' }] },
    { EvalDecision: 'explicitDeny', MatchedStatements: [{ SourcePolicyId: 'PolicyInputList.2' }] },
  ]);
});

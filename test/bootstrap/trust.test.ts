import { lockRole, parameters } from '../../lib/contract';
import { installed } from './installed';

interface Statement {
  readonly Effect: string;
}

const roles = ['BuildRole', 'DeployRole', 'LockRole', 'PipelineRole', 'TriggerRole'];
const policy = 'arn:aws:iam::aws:policy/PowerUserAccess';
const modules = 'arn:aws:codecommit:eu-west-1:111111111111:modules';

describe("the team's own policies", () => {
  test('are those of builds for builds, and those of deploys for deploys', () => {
    const second = 'arn:aws:iam::111111111111:policy/orders';
    const { BuildRole, DeployRole } = installed({
      [parameters.buildPolicies]: policy,
      [parameters.deployPolicies]: `${policy},${second}`,
    });
    expect(BuildRole.ManagedPolicyArns).toEqual([policy]);
    expect(DeployRole.ManagedPolicyArns).toEqual([policy, second]);
  });

  test.each(['BuildRole', 'DeployRole'])('are none for %s unless somebody names them', (role) => {
    expect(installed()[role]).not.toHaveProperty('ManagedPolicyArns');
  });
});

test('the role of the schedules of locks has a name that fits the longest application and region', () => {
  expect(lockRole('a'.repeat(40), 'ap-southeast-1').length).toBeLessThanOrEqual(64);
});

describe('the role of pushes from GitHub', () => {
  const trusting = {
    [parameters.githubSubject]: 'repo:team/orders:ref:refs/heads/main',
    [parameters.branch]: 'live',
  };

  test('is not there unless somebody is named, and neither is the provider', () => {
    expect(installed()).not.toHaveProperty('PusherRole');
    expect(installed()).not.toHaveProperty('GithubProvider');
    expect(installed(trusting)).not.toHaveProperty('GithubProvider');
    const { GithubProvider } = installed({ [parameters.createGithubProvider]: 'yes' });
    expect(GithubProvider).toEqual({
      Url: 'https://token.actions.githubusercontent.com',
      ClientIdList: ['sts.amazonaws.com'],
    });
  });

  test('is assumed with a token of that branch alone', () => {
    const { PusherRole } = installed(trusting);
    expect(PusherRole.RoleName).toBe('orders-pusher');
    expect(PusherRole.AssumeRolePolicyDocument.Statement).toEqual([
      {
        Effect: 'Allow',
        Principal: {
          Federated: 'arn:aws:iam::111111111111:oidc-provider/token.actions.githubusercontent.com',
        },
        Action: 'sts:AssumeRoleWithWebIdentity',
        Condition: {
          StringEquals: {
            'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com',
            'token.actions.githubusercontent.com:sub': 'repo:team/orders:ref:refs/heads/main',
          },
        },
      },
    ]);
  });

  test('may bring commits of submodules, and move nothing else of their repositories', () => {
    const values = { ...trusting, [parameters.sourceRepositories]: modules };
    const [{ PolicyDocument }] = installed(values).PusherRole.Policies;
    const denial = PolicyDocument.Statement.filter(({ Effect }: Statement) => Effect === 'Deny')[1];
    expect(denial.Condition).toEqual({
      StringNotLike: { 'codecommit:References': ['refs/tags/gitenv/uses/*'] },
      Null: { 'codecommit:References': 'false' },
    });
  });

  test('is denied every branch but the one that is released', () => {
    const [{ PolicyDocument }] = installed(trusting).PusherRole.Policies;
    const denial = PolicyDocument.Statement.find(({ Effect }: Statement) => Effect === 'Deny');
    expect(denial.Condition).toEqual({
      StringNotEquals: { 'codecommit:References': ['refs/heads/live'] },
      Null: { 'codecommit:References': 'false' },
    });
  });

  test('has the permissions boundary that is asked for', () => {
    const boundary = 'arn:aws:iam::111111111111:policy/boundary';
    const { PusherRole } = installed({ ...trusting, [parameters.permissionsBoundary]: boundary });
    expect(PusherRole.PermissionsBoundary).toBe(boundary);
  });
});

describe('every role', () => {
  test('is one of five', () => {
    const found = Object.keys(installed()).filter((id) => id.endsWith('Role'));
    expect(found.sort()).toEqual(roles);
  });

  test.each([
    [
      'BuildRole',
      'codebuild',
      'ArnEquals',
      ['arn:aws:codebuild:eu-west-1:111111111111:project/orders-build'],
    ],
    [
      'DeployRole',
      'codebuild',
      'ArnEquals',
      ['arn:aws:codebuild:eu-west-1:111111111111:project/orders-deploy'],
    ],
    [
      'PipelineRole',
      'codepipeline',
      'ArnEqualsIfExists',
      ['arn:aws:codepipeline:eu-west-1:111111111111:orders'],
    ],
    [
      'LockRole',
      'scheduler',
      'ArnEquals',
      // What Scheduler says it acts for is the group, never the schedule.
      ['arn:aws:scheduler:eu-west-1:111111111111:schedule-group/default'],
    ],
    [
      'TriggerRole',
      'events',
      'ArnEquals',
      [
        'arn:aws:events:eu-west-1:111111111111:rule/orders-push',
        'arn:aws:events:eu-west-1:111111111111:rule/orders-push-unnamed',
      ],
    ],
  ])('%s is assumed by %s alone, for what is in this account', (role, service, operator, arns) => {
    expect(installed()[role].AssumeRolePolicyDocument.Statement).toEqual([
      {
        Effect: 'Allow',
        Principal: { Service: `${service}.amazonaws.com` },
        Action: 'sts:AssumeRole',
        Condition: {
          [operator.replace('Arn', 'String')]: { 'aws:SourceAccount': '111111111111' },
          [operator]: { 'aws:SourceArn': arns },
        },
      },
    ]);
  });

  test.each(roles)(
    '%s has the permissions boundary that is asked for, and none otherwise',
    (role) => {
      const boundary = 'arn:aws:iam::111111111111:policy/boundary';
      const bounded = installed({ [parameters.permissionsBoundary]: boundary });
      expect(bounded[role].PermissionsBoundary).toBe(boundary);
      expect(installed()[role]).not.toHaveProperty('PermissionsBoundary');
    },
  );
});

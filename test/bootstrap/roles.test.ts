import { lockRole, parameters } from '../../lib/contract';
import { installed } from './installed';

interface Statement {
  Effect: string;
  Action: string[];
  Resource: string[];
}

/** Every pair of an action and what it may be done to. */
function allowed(role: string, values: Record<string, string> = {}): string[] {
  const { Policies } = installed(values)[role];
  return Policies.flatMap((policy: { PolicyDocument: { Statement: Statement[] } }) =>
    policy.PolicyDocument.Statement.flatMap(({ Effect, Action, Resource }) =>
      Action.flatMap((action) => Resource.map((resource) => `${Effect} ${action} on ${resource}`)),
    ),
  ).sort();
}

/** Of CloudFormation, on the stacks that are named after the application. */
function onOwnStacks(actions: readonly string[]): string[] {
  const stacks = 'arn:aws:cloudformation:eu-west-1:111111111111:stack';
  return actions.flatMap((action) =>
    ['orders-*', 'orders'].map((name) => `Allow cloudformation:${action} on ${stacks}/${name}/*`),
  );
}

const transforms =
  'Allow cloudformation:CreateChangeSet on arn:aws:cloudformation:eu-west-1:aws:transform/*';
const roles = ['BuildRole', 'DeployRole', 'LockRole', 'PipelineRole', 'TriggerRole'];
const policy = 'arn:aws:iam::aws:policy/PowerUserAccess';
const modules = 'arn:aws:codecommit:eu-west-1:111111111111:modules';
const base = 'arn:aws:codecommit:eu-west-1:111111111111:base';

describe('the role of builds', () => {
  test('may pull its repository, read and write artifacts, write its own log, plan, and nothing else', () => {
    const planning = [
      'CreateChangeSet',
      'DeleteChangeSet',
      'DescribeChangeSet',
      'DescribeEvents',
      'DescribeStacks',
      'GetTemplate',
      'ListChangeSets',
    ];
    const projects = 'arn:aws:codebuild:eu-west-1:111111111111:project';
    expect(allowed('BuildRole')).toEqual([
      ...[...onOwnStacks(planning), transforms].sort(),
      `Allow codebuild:BatchGetBuilds on ${projects}/orders-build`,
      `Allow codebuild:BatchGetBuilds on ${projects}/orders-deploy`,
      'Allow codecommit:GetCommit on <Repository.Arn>',
      'Allow codecommit:GetRepository on <Repository.Arn>',
      'Allow codecommit:GitPull on <Repository.Arn>',
      'Allow codepipeline:ListActionExecutions on arn:aws:codepipeline:eu-west-1:111111111111:orders',
      'Allow codepipeline:ListPipelineExecutions on arn:aws:codepipeline:eu-west-1:111111111111:orders',
      'Allow logs:CreateLogStream on <BuildLog.Arn>',
      'Allow logs:PutLogEvents on <BuildLog.Arn>',
      'Allow s3:GetBucketAcl on <Artifacts.Arn>',
      'Allow s3:GetBucketLocation on <Artifacts.Arn>',
      'Allow s3:GetObject on <Artifacts.Arn>/*',
      'Allow s3:GetObject on arn:aws:s3:::orders-site-*',
      'Allow s3:GetObjectVersion on <Artifacts.Arn>/*',
      'Allow s3:ListBucket on <Artifacts.Arn>',
      'Allow s3:ListBucket on arn:aws:s3:::orders-site-*',
      'Allow s3:PutObject on <Artifacts.Arn>/*',
    ]);
  });

  test('may pull the repositories of submodules too, and only where there are any', () => {
    const more = allowed('BuildRole', { [parameters.sourceRepositories]: `${modules},${base}` });
    const actions = ['codecommit:GetCommit', 'codecommit:GetRepository', 'codecommit:GitPull'];
    const expected = [modules, base].flatMap((arn) => actions.map((it) => `Allow ${it} on ${arn}`));
    expect(more.filter((it) => !allowed('BuildRole').includes(it))).toEqual(expected.sort());
  });

  test("has none of the team's policies of deploys", () => {
    const resources = installed({ [parameters.deployPolicies]: policy });
    expect(resources.BuildRole).not.toHaveProperty('ManagedPolicyArns');
  });
});

describe('the policies of builds', () => {
  test('are those that the team names, and none of deploys', () => {
    const { BuildRole, DeployRole } = installed({ [parameters.buildPolicies]: policy });
    expect(BuildRole.ManagedPolicyArns).toEqual([policy]);
    expect(DeployRole).not.toHaveProperty('ManagedPolicyArns');
  });
});

describe('the role of builds that make images', () => {
  test('may push to the repository of the application as well, and to no other', () => {
    const more = allowed('BuildRole', { [parameters.privileged]: 'yes' });
    const repository = 'arn:aws:ecr:eu-west-1:111111111111:repository/orders';
    const actions = [
      ...['BatchCheckLayerAvailability', 'BatchGetImage', 'CompleteLayerUpload'],
      ...['CreateRepository', 'GetDownloadUrlForLayer', 'InitiateLayerUpload'],
      ...['PutImage', 'UploadLayerPart'],
    ];
    const expected = actions.map((action) => `Allow ecr:${action} on ${repository}`);
    expect(more.filter((it) => !allowed('BuildRole').includes(it))).toEqual(
      ['Allow ecr:GetAuthorizationToken on *', ...expected].sort(),
    );
  });
});

describe('the role of deploys', () => {
  test('by itself may read artifacts and commits, write its own log, note what a site serves and what drifts, settle what a release left, and nothing else', () => {
    const settling = [
      'CancelUpdateStack',
      'ContinueUpdateRollback',
      'CreateChangeSet',
      'DeleteChangeSet',
      'DeleteStack',
      'DescribeChangeSet',
      'DescribeEvents',
      'DescribeStackEvents',
      'DescribeStackResources',
      'ExecuteChangeSet',
      'ListChangeSets',
    ];
    const projects = 'arn:aws:codebuild:eu-west-1:111111111111:project';
    const comparing = [
      'DescribeStackResourceDrifts',
      'DescribeStacks',
      'DetectStackDrift',
      'DetectStackResourceDrift',
      'GetTemplate',
    ];
    const anywhere = ['BatchDescribeTypeConfigurations', 'DescribeStackDriftDetectionStatus'].map(
      (action) => `Allow cloudformation:${action} on *`,
    );
    expect(allowed('DeployRole')).toEqual([
      ...[...onOwnStacks([...comparing, ...settling]), transforms, ...anywhere].sort(),
      `Allow codebuild:BatchGetBuilds on ${projects}/orders-build`,
      `Allow codebuild:BatchGetBuilds on ${projects}/orders-deploy`,
      'Allow codecommit:GetCommit on <Repository.Arn>',
      'Allow codecommit:GetRepository on <Repository.Arn>',
      'Allow codecommit:GitPull on <Repository.Arn>',
      'Allow codepipeline:ListActionExecutions on arn:aws:codepipeline:eu-west-1:111111111111:orders',
      'Allow codepipeline:ListPipelineExecutions on arn:aws:codepipeline:eu-west-1:111111111111:orders',
      'Allow logs:CreateLogStream on <DeployLog.Arn>',
      'Allow logs:PutLogEvents on <DeployLog.Arn>',
      'Allow s3:GetBucketAcl on <Artifacts.Arn>',
      'Allow s3:GetBucketLocation on <Artifacts.Arn>',
      'Allow s3:GetObject on <Artifacts.Arn>/*',
      'Allow s3:GetObjectVersion on <Artifacts.Arn>/*',
      'Allow s3:ListBucket on <Artifacts.Arn>',
      'Allow s3:PutObject on <Artifacts.Arn>/assets/*',
      'Allow s3:PutObject on <Artifacts.Arn>/drift/latest.json',
      'Allow s3:PutObject on <Artifacts.Arn>/locks/*',
      'Allow s3:PutObject on <Artifacts.Arn>/plans/*',
      'Allow s3:PutObject on <Artifacts.Arn>/sites/*',
      'Allow s3:PutObject on <Artifacts.Arn>/templates/*',
      'Deny s3:GetObject on <Artifacts.Arn>/cache/*',
      'Deny s3:GetObjectVersion on <Artifacts.Arn>/cache/*',
    ]);
    expect(installed().DeployRole).not.toHaveProperty('ManagedPolicyArns');
  });

  test('has the policies that the team names', () => {
    const second = 'arn:aws:iam::111111111111:policy/orders';
    const { DeployRole } = installed({ [parameters.deployPolicies]: `${policy},${second}` });
    expect(DeployRole.ManagedPolicyArns).toEqual([policy, second]);
  });
});

test.each(['BuildRole', 'DeployRole'])(
  '%s may have network interfaces in the subnets of the team, and nowhere else',
  (role) => {
    const { Policies } = installed({
      [parameters.vpc]: 'vpc-1',
      [parameters.subnets]: 'subnet-1,subnet-2',
    })[role];
    const { Statement } = Policies[0].PolicyDocument;
    const ofNetwork = Statement.filter(({ Action }: { Action: string[] }) =>
      Action.some((action) => action.startsWith('ec2:')),
    );
    expect(ofNetwork).toEqual([
      {
        Effect: 'Allow',
        Action: [
          'ec2:CreateNetworkInterface',
          'ec2:DeleteNetworkInterface',
          'ec2:DescribeDhcpOptions',
          'ec2:DescribeNetworkInterfaces',
          'ec2:DescribeSecurityGroups',
          'ec2:DescribeSubnets',
          'ec2:DescribeVpcs',
        ],
        Resource: ['*'],
      },
      {
        Effect: 'Allow',
        Action: ['ec2:CreateNetworkInterfacePermission'],
        Resource: ['arn:aws:ec2:eu-west-1:111111111111:network-interface/*'],
        Condition: {
          StringEquals: { 'ec2:AuthorizedService': 'codebuild.amazonaws.com' },
          ArnLike: {
            'ec2:Subnet': ['arn:*:ec2:*:*:subnet/subnet-1', 'arn:*:ec2:*:*:subnet/subnet-2'],
          },
        },
      },
    ]);
  },
);

describe('the role of the pipeline', () => {
  test('may take commits, move artifacts and start the two projects, and nothing else', () => {
    expect(allowed('PipelineRole')).toEqual([
      'Allow codebuild:BatchGetBuilds on <Build.Arn>',
      'Allow codebuild:BatchGetBuilds on <Deploy.Arn>',
      'Allow codebuild:StartBuild on <Build.Arn>',
      'Allow codebuild:StartBuild on <Deploy.Arn>',
      'Allow codecommit:CancelUploadArchive on <Repository.Arn>',
      'Allow codecommit:GetBranch on <Repository.Arn>',
      'Allow codecommit:GetCommit on <Repository.Arn>',
      'Allow codecommit:GetRepository on <Repository.Arn>',
      'Allow codecommit:GetUploadArchiveStatus on <Repository.Arn>',
      'Allow codecommit:UploadArchive on <Repository.Arn>',
      'Allow s3:GetBucketAcl on <Artifacts.Arn>',
      'Allow s3:GetBucketLocation on <Artifacts.Arn>',
      'Allow s3:GetBucketVersioning on <Artifacts.Arn>',
      'Allow s3:GetObject on <Artifacts.Arn>/*',
      'Allow s3:GetObjectVersion on <Artifacts.Arn>/*',
      'Allow s3:PutObject on <Artifacts.Arn>/*',
    ]);
  });
});

describe('the role of the rules', () => {
  test('may start this pipeline, and nothing else', () => {
    expect(allowed('TriggerRole')).toEqual([
      'Allow codepipeline:StartPipelineExecution on arn:aws:codepipeline:eu-west-1:111111111111:<Pipeline>',
    ]);
  });
});

describe('the role of the schedules of locks', () => {
  test('may close and open the way into Deploy of this pipeline, and nothing else', () => {
    const deploy = 'arn:aws:codepipeline:eu-west-1:111111111111:<Pipeline>/Deploy';
    expect(allowed('LockRole')).toEqual([
      `Allow codepipeline:DisableStageTransition on ${deploy}`,
      `Allow codepipeline:EnableStageTransition on ${deploy}`,
    ]);
  });

  test('has a name that fits where the application and the region have the longest', () => {
    expect(lockRole('a'.repeat(40), 'ap-southeast-1').length).toBeLessThanOrEqual(64);
  });
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

  test('may push and read its release, and nothing else', () => {
    expect(allowed('PusherRole', trusting)).toEqual([
      'Allow codebuild:BatchGetBuilds on <Build.Arn>',
      'Allow codebuild:BatchGetBuilds on <Deploy.Arn>',
      'Allow codecommit:GetBranch on <Repository.Arn>',
      'Allow codecommit:GetRepository on <Repository.Arn>',
      'Allow codecommit:GitPull on <Repository.Arn>',
      'Allow codecommit:GitPush on <Repository.Arn>',
      'Allow codepipeline:GetPipeline on arn:aws:codepipeline:eu-west-1:111111111111:orders',
      'Allow codepipeline:GetPipelineExecution on arn:aws:codepipeline:eu-west-1:111111111111:orders',
      'Allow codepipeline:GetPipelineState on arn:aws:codepipeline:eu-west-1:111111111111:orders',
      'Allow codepipeline:ListActionExecutions on arn:aws:codepipeline:eu-west-1:111111111111:orders',
      'Allow codepipeline:ListPipelineExecutions on arn:aws:codepipeline:eu-west-1:111111111111:orders',
      'Allow codepipeline:ListRuleExecutions on arn:aws:codepipeline:eu-west-1:111111111111:orders',
      'Allow codepipeline:StartPipelineExecution on arn:aws:codepipeline:eu-west-1:111111111111:orders',
      'Allow logs:GetLogEvents on <BuildLog.Arn>',
      'Allow logs:GetLogEvents on <DeployLog.Arn>',
      'Deny codecommit:GitPush on <Repository.Arn>',
    ]);
  });

  test('may bring commits of submodules, and move nothing else of their repositories', () => {
    const values = { ...trusting, [parameters.sourceRepositories]: modules };
    const more = allowed('PusherRole', values).filter((it) => it.endsWith(modules));
    expect(more).toEqual([
      `Allow codecommit:GetRepository on ${modules}`,
      `Allow codecommit:GitPull on ${modules}`,
      `Allow codecommit:GitPush on ${modules}`,
      `Deny codecommit:GitPush on ${modules}`,
    ]);
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

import { parameters } from '../../lib/contract';
import { arnsByName, fittingArns, ownArns } from '../../lib/own-arns';
import { installed } from './installed';
import { everything, madeWith } from './rights/pairs';
import { template } from './template';

interface Statement {
  readonly Effect: string;
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
  readonly Condition?: object;
}

function statementsOf(role: string, values: Record<string, string> = {}): Statement[] {
  const { Policies } = madeWith({ ...everything, ...values })[role];
  return Policies.flatMap(
    (policy: { PolicyDocument: { Statement: Statement[] } }) => policy.PolicyDocument.Statement,
  );
}

/** What the stack has made itself, what is named after the application, and repositories that a team has named. */
const own = [
  /^<\w+(\.Arn)?>(\/.*)?$/,
  /^arn:aws:[a-z0-9]+:eu-west-1:111111111111:(\w+\/)?(orders(-[a-z*]+)?|<Pipeline>)(\/.*)?$/,
  /^arn:aws:cloudformation:eu-west-1:111111111111:stack\/gitenv-(Guard-)?orders\/\*$/,
  /^arn:aws:s3:::its-bucket(\/.*)?$/,
  /^arn:aws:s3:::orders-site-\*$/,
  /^arn:aws:codecommit:eu-west-1:111111111111:modules$/,
];

/** IAM lets these be granted for nothing in particular, or AWS makes up the id of what they are about. */
const anywhere = [
  'cloudformation:BatchDescribeTypeConfigurations',
  'cloudformation:DescribeStackDriftDetectionStatus',
  'ec2:CreateNetworkInterface',
  'ec2:CreateNetworkInterfacePermission',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeDhcpOptions',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSecurityGroups',
  'ec2:DescribeSubnets',
  'ec2:DescribeVpcs',
  'ecr:GetAuthorizationToken',
];

const roles = Object.keys(madeWith(everything)).filter((id) => id.endsWith('Role'));

test.each(roles)('%s reaches what is of the application, and nothing else', (role) => {
  for (const { Effect, Action, Resource } of statementsOf(role)) {
    const foreign = Resource.filter((one) => !own.some((pattern) => pattern.test(one)));
    if (Effect !== 'Allow' || foreign.length === 0) continue;
    const isTransform = foreign.every((it) => it.endsWith(':aws:transform/*'));
    expect({ Action, foreign }).toEqual({
      Action: isTransform
        ? ['cloudformation:CreateChangeSet']
        : Action.filter((it) => anywhere.includes(it)),
      foreign,
    });
  }
});

test.each(roles)('%s names each action as it is, and never by a pattern', (role) => {
  const actions = statementsOf(role).flatMap(({ Action }) => Action);
  expect(actions.filter((action) => !/^[a-z0-9]+:[A-Za-z]+$/.test(action))).toEqual([]);
});

/** Keys that a role may write in the bucket, and those that it may not whatever else it is given. */
function writesOf(role: string, values: Record<string, string> = {}) {
  const keys = (effect: string) =>
    statementsOf(role, values)
      .filter(({ Effect, Action }) => Effect === effect && Action.includes('s3:PutObject'))
      .flatMap(({ Resource }) => Resource)
      .map((it) => it.replace('<Artifacts.Arn>/', ''))
      .sort();
  return { may: keys('Allow'), mayNot: keys('Deny') };
}

const vouched = ['guard/*', 'promoted/*', 'proofs/*', 'records/*'];

describe('a build', () => {
  const stores = ['*/Bundle/*', 'assets/*', 'bundles/*'];
  const more = ['locks/*', 'packaged/*', 'plans/*', 'templates/*'];
  const mayNot = ['*/Source/*', 'drift/*', ...vouched, 'sites/*'];

  test('writes what it hands on and what it stores, and never what was pushed, nor what deploys and people keep', () => {
    const may = [...stores, 'cache/*', ...more];
    expect(writesOf('BuildRole')).toEqual({ may, mayNot });
  });

  test('writes no cache into the bucket that is not kept there', () => {
    const may = [...stores, ...more];
    expect(writesOf('BuildRole', { [parameters.cache]: 'local' })).toEqual({ may, mayNot });
  });
});

describe('a deploy', () => {
  test('writes into its bucket where deploys write, and never where builds do', () => {
    const may = ['assets/*', 'locks/*', 'plans/*', 'sites/*', 'templates/*'];
    expect(writesOf('DeployRole')).toEqual({ may, mayNot: vouched });
  });

  test('reads nothing of the cache, which builds of whatever commit write', () => {
    expect(statementsOf('DeployRole').filter(({ Effect }) => Effect === 'Deny')[0]).toEqual({
      Effect: 'Deny',
      Action: ['s3:GetObject', 's3:GetObjectVersion'],
      Resource: ['<Artifacts.Arn>/cache/*'],
    });
  });
});

describe('a build and a deploy', () => {
  test.each(['BuildRole', 'DeployRole'])(
    '(%s) ask CodePipeline of their own pipeline alone what was built',
    (role) => {
      const asking = statementsOf(role).filter(({ Action }) =>
        Action.some((action) => action.startsWith('codepipeline:')),
      );
      expect(asking).toEqual([
        {
          Effect: 'Allow',
          Action: [
            'codepipeline:GetPipelineExecution',
            'codepipeline:ListActionExecutions',
            'codepipeline:ListPipelineExecutions',
          ],
          Resource: ['arn:aws:codepipeline:eu-west-1:111111111111:orders'],
        },
      ]);
    },
  );
});

describe('without being asked for', () => {
  test.each([
    ['images', 'ecr:', [parameters.privileged]],
    ['a network', 'ec2:', [parameters.vpc, parameters.subnets]],
  ])('there is no right for %s', (_, prefix, names) => {
    const without = Object.fromEntries(names.map((name) => [name, '']));
    const values = { ...without, ...(names[0] === parameters.privileged && { [names[0]]: 'no' }) };
    const actions = ['BuildRole', 'DeployRole'].flatMap((role) =>
      statementsOf(role, values).flatMap(({ Action }) => Action),
    );
    expect(actions.filter((action) => action.startsWith(prefix))).toEqual([]);
  });

  test('there is no right on the repositories of submodules', () => {
    const values = { [parameters.sourceRepositories]: '' };
    const resources = roles.flatMap((role) =>
      statementsOf(role, values).flatMap(({ Resource }) => Resource),
    );
    expect(resources.filter((it) => it.endsWith(':modules'))).toEqual([]);
  });
});

test.each([
  ['no', ['<BuildRole>', '<DeployRole>']],
  ['yes', ['<BuildRole>', '<DeployRole>', '<VerifyRole>']],
])(
  'builds may have network interfaces in the subnets of the team, and nowhere else, with Verify: %s',
  (verify, roles) => {
    const resources = installed({
      [parameters.verify]: verify,
      [parameters.vpc]: 'vpc-1',
      [parameters.subnets]: 'subnet-1,subnet-2',
    });
    const { Roles, PolicyDocument } = resources.ProjectPolicy;
    expect(Roles).toEqual(roles);
    const [ofBucket, ...ofNetwork] = PolicyDocument.Statement;
    const { ProjectPolicy } = installed({ [parameters.verify]: verify });
    expect(ProjectPolicy.PolicyDocument.Statement).toEqual([ofBucket]);
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

describe('beside an application whose name begins alike', () => {
  const here = { partition: 'aws', region: 'eu-west-1', account: '111111111111' };
  const arns = ownArns('orders-admin', here);
  const all = [...arns, ...arnsByName('orders-admin', here)];
  const denials = (values: Record<string, string>) =>
    ['BuildRole', 'DeployRole'].map((role) =>
      statementsOf(role, values).filter(({ Action }) => Action.includes('*')),
    );

  test("builds and deploys are denied the other's stacks and sites, and what is called after it", () => {
    const denial = { Effect: 'Deny', Action: ['*'], Resource: all };
    expect(denials({ [parameters.apartFrom]: all.join(',') })).toEqual([[denial], [denial]]);
    expect(all).toContain('arn:aws:sqs:*:*:orders-admin-*');
    expect(arns).toEqual([
      'arn:aws:cloudformation:eu-west-1:111111111111:stack/orders-admin/*',
      'arn:aws:cloudformation:eu-west-1:111111111111:stack/orders-admin-*/*',
      'arn:aws:s3:::orders-admin-site-*',
    ]);
  });

  test('as many are denied as a parameter has room for, and stacks and sites first', () => {
    const owned = (name: string) => [...ownArns(name, here), ...arnsByName(name, here)];
    const names = ['orders-one', 'orders-two', 'orders-three'];
    expect(fittingArns(owned('orders-one'))).toEqual(owned('orders-one'));
    expect(fittingArns(names.flatMap(owned))).toEqual(names.flatMap((it) => ownArns(it, here)));
  });

  test('the template takes such ARNs and no others', () => {
    const { AllowedPattern } = template().Parameters[parameters.apartFrom] ?? {};
    const pattern = new RegExp(String(AllowedPattern));
    expect(['', ...all].filter((arn) => !pattern.test(arn))).toEqual([]);
    expect(pattern.test('*')).toBe(false);
    expect(pattern.test('arn:aws:*:*:*:*')).toBe(false);
  });

  test('nothing is denied without one', () => {
    expect(denials({})).toEqual([[], []]);
  });
});

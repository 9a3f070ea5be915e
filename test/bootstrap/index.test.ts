import fs from 'node:fs';
import { App, Duration, PermissionsBoundary } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { ComputeType } from 'aws-cdk-lib/aws-codebuild';
import { ExecutionMode } from 'aws-cdk-lib/aws-codepipeline';
import { ManagedPolicy } from 'aws-cdk-lib/aws-iam';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { GitenvStack, type GitenvStackProps } from '../../bootstrap';
import { outputs } from '../../lib/contract';
import { guardTemplate, template } from './template';

const apps: App[] = [];
afterAll(() => {
  for (const { outdir } of apps) fs.rmSync(outdir, { recursive: true, force: true });
});

function stackWith(props: Partial<GitenvStackProps> = {}): GitenvStack {
  const app = new App({ builtinCloudFormationValidation: false, analyticsReporting: false });
  apps.push(app);
  return new GitenvStack(app, 'Dev', { application: 'orders', environment: 'dev', ...props });
}

function templateWith(props: Partial<GitenvStackProps> = {}): Template {
  return Template.fromStack(stackWith(props));
}

function stageNames(made: Template): string[] {
  const [pipeline] = Object.values(made.findResources('AWS::CodePipeline::Pipeline'));
  return pipeline?.Properties.Stages.map(({ Name }: { Name: string }) => Name);
}

describe('GitenvStack', () => {
  test('has no parameters, no conditions and no assets', () => {
    expect(Object.keys(templateWith().toJSON()).sort()).toEqual([
      'Description',
      'Outputs',
      'Resources',
    ]);
  });

  test('is found by gitenv under the name that gitenv init gives', () => {
    expect(stackWith().stackName).toBe('gitenv-orders');
    expect(stackWith({ stackName: 'mine' }).stackName).toBe('mine');
  });

  test('keeps the name by which the bucket of bundles tells its roles', () => {
    const assets = { bucket: 'b', region: 'eu-west-1', account: '444444444444', writer: 'dev' };
    expect(stackWith({ assets, stackName: 'gitenv-mine' }).stackName).toBe('gitenv-mine');
    expect(() => stackWith({ assets, stackName: 'mine' })).toThrow(
      "stackName (with assets) 'mine' does not match /^gitenv-/",
    );
  });

  test('is kept apart from applications whose names begin with its own, and from no others', () => {
    const { Outputs } = templateWith({ apartFrom: ['orders-admin'] }).toJSON();
    expect(JSON.stringify(Outputs.LeavesAlone)).toContain(':stack/orders-admin-*/*');
    expect(() => stackWith({ apartFrom: ['bills'] })).toThrow(
      "apartFrom 'bills' does not match /^orders-/",
    );
  });

  test('is there once for an application in an account and region', () => {
    const add = (id: string, props: Partial<GitenvStackProps>) =>
      new GitenvStack(first.node.root, id, { application: 'orders', environment: 'stg', ...props });
    const env = { account: '111111111111', region: 'eu-west-1' };
    const first = stackWith({ env });
    add('Elsewhere', { env: { ...env, region: 'us-east-1' } });
    add('Other', { env, application: 'bills' });
    add('Anywhere', {});
    add('AnywhereElse', {});
    expect(() => add('Stg', { env, stackName: 'gitenv-second' })).toThrow(
      'Dev and Stg would both be orders in account 111111111111 and eu-west-1',
    );
  });

  test('has the resources of the template under the same logical ids, so that it can take over its stack', () => {
    const types = (resources: Record<string, { Type: string }>) =>
      Object.entries(resources).map(([id, { Type }]) => `${id} ${Type}`);
    const all = {
      trustGithub: 'team/orders',
      createGithubProvider: true,
      driftSchedule: 'rate(1 day)',
      verify: true,
      network: { vpc: 'vpc-1', subnets: ['subnet-1'], securityGroups: ['sg-1'] },
      guarded: 'warn' as const,
    };
    expect(types(templateWith(all).toJSON().Resources)).toEqual(
      types({ ...template().Resources, ...guardTemplate().Resources }),
    );
  });

  test('has the outputs that gitenv reads', () => {
    const beside = templateWith({ apartFrom: ['orders-admin'] });
    expect(Object.keys(beside.toJSON().Outputs)).toEqual(Object.values(outputs));
  });

  test('asks a person by the plan of a release where code says so', () => {
    const skips = (approval: 'changes' | 'destroys') =>
      JSON.stringify(templateWith({ approval }).toJSON()).match(/Not-\w+/g);
    expect(skips('changes')).toEqual(['Not-empty']);
    expect(skips('destroys')).toEqual(['Not-empty', 'Not-changes']);
  });

  test('has an approval only where that is asked for', () => {
    expect(stageNames(templateWith())).toEqual(['Source', 'Build', 'Deploy']);
    expect(stageNames(templateWith({ approval: true }))).toEqual([
      'Source',
      'Build',
      'Approve',
      'Deploy',
    ]);
  });

  test('trusts GitHub only where that is asked for, and a branch of one repository', () => {
    templateWith().resourceCountIs('AWS::IAM::Role', 5);
    const made = templateWith({ trustGithub: 'team/orders:next' });
    made.resourceCountIs('AWS::IAM::OIDCProvider', 0);
    made.hasResourceProperties('AWS::IAM::Role', {
      RoleName: 'orders-pusher',
      AssumeRolePolicyDocument: {
        Statement: [
          Match.objectLike({
            Condition: {
              StringEquals: Match.objectLike({
                'token.actions.githubusercontent.com:sub': 'repo:team/orders:ref:refs/heads/next',
              }),
            },
          }),
        ],
      },
    });
    expect(() => stackWith({ trustGithub: 'team/*' })).toThrow(/trustGithub/);
  });

  test('lets builds pull the repositories that are named', () => {
    const statements = (made: Template) =>
      made.toJSON().Resources.BuildRole.Properties.Policies[0].PolicyDocument.Statement;
    const [plain, more] = [templateWith(), templateWith({ sourceRepositories: ['modules'] })];
    expect(statements(more).slice(0, -1)).toEqual(statements(plain));
    expect(JSON.stringify(statements(more).at(-1).Resource)).toContain(':modules');
    expect(() => stackWith({ sourceRepositories: ['*'] })).toThrow(/sourceRepositories/);
  });

  test('pulls bundles from the bucket that is named, and stores them only where it is the writer', () => {
    const assets = { bucket: 'all-bundles', region: 'eu-west-1', account: '444444444444' };
    const rights = (writer: string, role: string) => {
      const { Resources } = templateWith({ assets: { ...assets, writer } }).toJSON();
      const { Statement } = Resources[role].Properties.Policies[0].PolicyDocument;
      return (Statement as { Action: string[]; Resource: unknown }[])
        .filter(({ Resource }) => JSON.stringify(Resource).includes('all-bundles'))
        .flatMap(({ Action }) => Action);
    };
    expect(rights('dev', 'BuildRole')).toEqual(['s3:GetObject', 's3:ListBucket', 's3:PutObject']);
    expect(rights('dev', 'DeployRole')).toEqual(['s3:GetObject', 's3:ListBucket']);
    expect(rights('first', 'BuildRole')).toEqual(['s3:GetObject', 's3:ListBucket']);
    expect(JSON.stringify(templateWith().toJSON())).not.toContain('ASSETS');
  });

  test('uses a repository that exists already', () => {
    const made = templateWith({ existingRepository: true });
    made.resourceCountIs('AWS::CodeCommit::Repository', 0);
    made.hasOutput(outputs.repository, { Value: 'orders' });
  });

  test('takes values in terms of CDK', () => {
    const made = templateWith({
      branch: 'trunk',
      executionMode: ExecutionMode.QUEUED,
      buildImage: 'aws/codebuild/standard:7.0',
      computeType: ComputeType.LARGE,
      logRetention: RetentionDays.ONE_WEEK,
      artifactRetention: Duration.days(7),
    });
    made.hasResourceProperties('AWS::CodePipeline::Pipeline', { ExecutionMode: 'QUEUED' });
    made.allResourcesProperties('AWS::CodeBuild::Project', {
      Environment: { Image: 'aws/codebuild/standard:7.0', ComputeType: 'BUILD_GENERAL1_LARGE' },
    });
    made.allResourcesProperties('AWS::Logs::LogGroup', { RetentionInDays: 7 });
    made.hasResourceProperties('AWS::S3::Bucket', {
      LifecycleConfiguration: {
        Rules: Match.arrayWith([
          Match.objectLike({ Prefix: 'orders/', ExpirationInDays: 7, Status: 'Enabled' }),
        ]),
      },
    });
    made.allResourcesProperties('AWS::Events::Rule', {
      EventPattern: { detail: { referenceName: ['trunk'] } },
    });
  });

  test.each([
    [{}, ['BUILD_GENERAL1_SMALL', 60], ['BUILD_GENERAL1_SMALL', 60]],
    [
      { computeType: ComputeType.LARGE, timeout: Duration.hours(2) },
      ['BUILD_GENERAL1_LARGE', 120],
      ['BUILD_GENERAL1_LARGE', 120],
    ],
    [
      { computeType: { deploy: ComputeType.MEDIUM }, timeout: { deploy: Duration.hours(8) } },
      ['BUILD_GENERAL1_SMALL', 60],
      ['BUILD_GENERAL1_MEDIUM', 480],
    ],
    [
      { computeType: { build: ComputeType.LARGE }, timeout: { build: Duration.minutes(30) } },
      ['BUILD_GENERAL1_LARGE', 30],
      ['BUILD_GENERAL1_LARGE', 60],
    ],
  ])(
    'runs builds and deploys on what is said of both, or of either: %#',
    (props, build, deploy) => {
      const { Resources } = templateWith(props).toJSON();
      const of = ({ Properties: { Environment, TimeoutInMinutes } }: typeof Resources) => [
        Environment.ComputeType,
        TimeoutInMinutes,
      ];
      expect([of(Resources.Build), of(Resources.Deploy)]).toEqual([build, deploy]);
    },
  );

  test.each([
    [{}, Match.absent()],
    [{ cache: 'local' as const }, { Type: 'LOCAL', Modes: ['LOCAL_CUSTOM_CACHE'] }],
    [
      { cache: 'local' as const, privileged: true },
      { Type: 'LOCAL', Modes: ['LOCAL_CUSTOM_CACHE', 'LOCAL_DOCKER_LAYER_CACHE'] },
    ],
    [
      { cache: 'bucket' as const },
      { Type: 'S3', Location: { 'Fn::Join': ['', [{ Ref: 'Artifacts' }, '/cache']] } },
    ],
  ])('gives builds the cache that is asked for: %#', (props, Cache) => {
    templateWith(props).hasResourceProperties('AWS::CodeBuild::Project', {
      Name: 'orders-build',
      Cache,
    });
  });

  test('runs builds and deploys in the network that is named', () => {
    const network = { vpc: 'vpc-1', subnets: ['subnet-1'], securityGroups: ['sg-1'] };
    const made = templateWith({ network });
    made.allResourcesProperties('AWS::CodeBuild::Project', {
      VpcConfig: { VpcId: 'vpc-1', Subnets: ['subnet-1'], SecurityGroupIds: ['sg-1'] },
    });
    expect(JSON.stringify(made.toJSON())).toContain('arn:*:ec2:*:*:subnet/subnet-1');
    expect(JSON.stringify(templateWith().toJSON())).not.toContain('ec2:');
  });

  test('keeps logs for ever when told so', () => {
    const made = templateWith({ logRetention: RetentionDays.INFINITE });
    made.allResourcesProperties('AWS::Logs::LogGroup', { RetentionInDays: Match.absent() });
  });

  test('gives deploys, and only deploys, the policies of the team', () => {
    const made = templateWith({
      deployPolicies: [
        ManagedPolicy.fromManagedPolicyArn(stackWith(), 'P', 'arn:aws:iam::aws:policy/P'),
      ],
    });
    const withPolicies = made.findResources('AWS::IAM::Role', {
      Properties: { ManagedPolicyArns: ['arn:aws:iam::aws:policy/P'] },
    });
    expect(Object.keys(withPolicies)).toEqual(['DeployRole']);
  });

  test("bounds every role by CDK's own property", () => {
    const arn = 'arn:aws:iam::111111111111:policy/boundary';
    const made = templateWith({ permissionsBoundary: PermissionsBoundary.fromArn(arn) });
    made.allResourcesProperties('AWS::IAM::Role', { PermissionsBoundary: arn });
  });

  test('takes grants to its roles, beside what they have', () => {
    const stack = stackWith();
    stack.deployRole.grant(stack.buildRole, 'sts:AssumeRole');
    Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', {
      Roles: [{ Ref: 'BuildRole' }],
    });
  });

  test.each([
    [{ application: 'Orders' }, "application 'Orders'"],
    [{ environment: '' }, "environment ''"],
    [{ executionMode: ExecutionMode.PARALLEL }, "executionMode 'PARALLEL'"],
  ])('refuses %p by name', (props, message) => {
    expect(() => stackWith(props)).toThrow(message);
  });
});

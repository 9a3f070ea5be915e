import { assetsOutputs, assetsParameters, assetsVariables, parameters } from '../../lib/contract';
import { installed } from './installed';
import { assetsTemplate } from './template';

const [dev, stg, prd] = ['111111111111', '222222222222', '333333333333'];
const shared = installed(
  {
    [assetsParameters.readers]: `${dev},${stg},${prd}`,
    [assetsParameters.writers]: `${dev}`,
  },
  assetsTemplate(),
);
const { Statement: statements } = shared.AssetsPolicy.PolicyDocument;
const roles = (...kinds: string[]) => ({
  ArnLike: { 'aws:PrincipalArn': kinds.map((it) => `arn:aws:iam::*:role/gitenv-*-${it}Role-*`) },
});

describe('the bucket that environments share', () => {
  test('is as private as that of an environment, and forgets no bundle', () => {
    const { Artifacts, ArtifactsPolicy } = installed();
    const { Rules } = Artifacts.LifecycleConfiguration;
    expect(shared.Assets).toEqual({
      ...Artifacts,
      LifecycleConfiguration: { Rules: Rules.slice(0, 2) },
    });
    const [overHttp, replacing] = ArtifactsPolicy.PolicyDocument.Statement;
    const denials = [overHttp, { ...replacing, Resource: ['<Artifacts.Arn>/bundles/*'] }];
    expect(JSON.stringify(statements.slice(0, 2))).toBe(
      JSON.stringify(denials).replaceAll('Artifacts', 'Assets'),
    );
  });

  test('lets builds and deploys of its readers pull the bundles of the application', () => {
    const allow = {
      Effect: 'Allow',
      Principal: { AWS: [dev, stg, prd] },
      Condition: roles('Build', 'Deploy'),
    };
    expect(statements.slice(2, 4)).toEqual([
      { ...allow, Action: 's3:ListBucket', Resource: '<Assets.Arn>' },
      { ...allow, Action: 's3:GetObject', Resource: '<Assets.Arn>/bundles/orders/*' },
    ]);
  });

  test('lets builds of its writers alone store them, and nobody delete them', () => {
    expect(statements.slice(4)).toEqual([
      {
        Effect: 'Allow',
        Principal: { AWS: [dev] },
        Action: 's3:PutObject',
        Resource: '<Assets.Arn>/bundles/orders/*',
        Condition: roles('Build'),
      },
    ]);
  });

  test('stays when its stack goes, and tells its name', () => {
    const { Resources, Outputs } = assetsTemplate();
    expect(Resources.Assets?.DeletionPolicy).toBe('RetainExceptOnCreate');
    expect(Resources.Assets?.UpdateReplacePolicy).toBe('Retain');
    expect(Outputs).toEqual({ [assetsOutputs.bucket]: { Value: { Ref: 'Assets' } } });
  });

  test('has the parameters of the contract and no others', () => {
    expect(Object.keys(assetsTemplate().Parameters).sort()).toEqual(
      Object.values(assetsParameters).sort(),
    );
  });
});

describe('an environment that pulls', () => {
  const pulling = {
    [parameters.assetsBucket]: 'all-bundles',
    [parameters.assetsRegion]: 'eu-central-1',
    [parameters.assetsAccount]: '444444444444',
    [parameters.assetsWriter]: 'dev',
  };
  const stack = (environment: string) => installed({ ...pulling, Environment: environment });
  const added = (role: string, environment: string) => {
    const of = (resources: ReturnType<typeof installed>) =>
      resources[role].Policies[0].PolicyDocument.Statement as { Action: string[] }[];
    const before = of(installed()).map((it) => JSON.stringify(it));
    return of(stack(environment)).filter((it) => !before.includes(JSON.stringify(it)));
  };
  const pull = [
    {
      Effect: 'Allow',
      Action: ['s3:GetObject', 's3:ListBucket'],
      Resource: ['arn:aws:s3:::all-bundles', 'arn:aws:s3:::all-bundles/bundles/orders/*'],
    },
  ];

  test('may read there what is the application’s, in builds and in deploys', () => {
    for (const role of ['BuildRole', 'DeployRole']) expect(added(role, 'stg')).toEqual(pull);
    expect(added('DeployRole', 'dev')).toEqual(pull);
  });

  test('may store there only in builds of the environment that is named', () => {
    const write = {
      Effect: 'Allow',
      Action: ['s3:PutObject'],
      Resource: ['arn:aws:s3:::all-bundles/bundles/orders/*'],
    };
    expect(added('BuildRole', 'dev')).toEqual([...pull, write]);
  });

  test('tells builds and deploys where to pull from', () => {
    for (const project of ['Build', 'Deploy']) {
      const { EnvironmentVariables: all } = stack('stg')[project].Environment;
      expect(all.slice(-4)).toEqual([
        { Name: assetsVariables.bucket, Value: 'all-bundles' },
        { Name: assetsVariables.region, Value: 'eu-central-1' },
        { Name: assetsVariables.account, Value: '444444444444' },
        { Name: assetsVariables.writer, Value: 'dev' },
      ]);
    }
  });
});

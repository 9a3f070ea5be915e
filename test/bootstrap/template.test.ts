import { parseConfig } from '../../lib/config/config';
import { contractVersion, outputs, parameters } from '../../lib/contract';
import { guardParameters } from '../../lib/guard-names';
import { installed } from './installed';
import { assetsTemplate, guardTemplate, template } from './template';

describe('the template', () => {
  test.each([
    ['environment', template],
    ['guard', guardTemplate],
    ['shared bucket', assetsTemplate],
  ])(
    'of the %s fits inline into a CloudFormation request, which takes 51,200 bytes, and leaves room',
    (_, made) => {
      expect(Buffer.byteLength(JSON.stringify(made()))).toBeLessThan(45_000);
    },
  );

  test('needs neither a bootstrapped account nor assets', () => {
    expect(Object.keys(template()).sort()).toEqual([
      'Conditions',
      'Description',
      'Outputs',
      'Parameters',
      'Resources',
    ]);
    expect(JSON.stringify(template())).not.toMatch(
      /BootstrapVersion|CDKMetadata|AssetParameters|cdk-/,
    );
  });

  test('has the parameters of the contract and no others', () => {
    expect(Object.keys(template().Parameters).sort()).toEqual(Object.values(parameters).sort());
  });

  test('of the guard has the parameters of the contract and no others, of which two may be left out', () => {
    const { Parameters } = guardTemplate();
    expect(Object.keys(Parameters).sort()).toEqual(Object.values(guardParameters).sort());
    const asked = Object.keys(Parameters).filter((name) => Parameters[name]?.Default === undefined);
    expect(asked.sort()).toEqual([
      'Application',
      'Bucket',
      'Environment',
      'GuardProgram',
      'Guarded',
    ]);
  });

  test('has the outputs of the contract and no others', () => {
    expect(Object.keys(template().Outputs).sort()).toEqual(Object.values(outputs).sort());
    expect(template().Outputs[outputs.contractVersion]?.Value).toBe(contractVersion);
  });

  test('asks only for the names of the application and of the environment', () => {
    const asked = Object.entries(template().Parameters).filter(
      ([, { Default }]) => Default === undefined,
    );
    expect(asked.map(([name]) => name)).toEqual([parameters.application, parameters.environment]);
  });

  test('describes each parameter', () => {
    for (const parameter of Object.values(template().Parameters))
      expect(parameter.Description).toMatch(/^.{10,}/);
  });

  test('takes the names that gitenv.json takes', () => {
    const { AllowedPattern } = template().Parameters[parameters.application] ?? {};
    const accepted = (application: string) => new RegExp(String(AllowedPattern)).test(application);
    const configured = (application: string) => {
      try {
        parseConfig(JSON.stringify({ application, environments: {} }));
        return true;
      } catch {
        return false;
      }
    };
    for (const name of [
      'orders',
      'a1',
      'my-app',
      'a',
      '-a',
      'a-',
      'Orders',
      'a_b',
      'a'.repeat(40),
      'a'.repeat(41),
    ])
      expect([name, accepted(name)]).toEqual([name, configured(name)]);
  });

  test('takes ARNs of managed policies and nothing else as policies of deploys', () => {
    const { AllowedPattern } = template().Parameters[parameters.deployPolicies] ?? {};
    expect(template().Parameters[parameters.buildPolicies]?.AllowedPattern).toBe(AllowedPattern);
    const pattern = new RegExp(String(AllowedPattern));
    expect(
      [
        '',
        'arn:aws:iam::aws:policy/PowerUserAccess',
        'arn:aws:iam::111111111111:policy/team/Deploy',
      ].filter((arn) => !pattern.test(arn)),
    ).toEqual([]);
    expect(
      ['PowerUserAccess', 'arn:aws:iam::111111111111:role/x', 'arn:aws:s3:::x'].filter((arn) =>
        pattern.test(arn),
      ),
    ).toEqual([]);
  });

  test('fixes no name but those of the contract', () => {
    const named = Object.entries(installed()).flatMap(([id, properties]) =>
      Object.entries(properties)
        .filter(([key]) => /^(Name|.*Name)$/.test(key))
        .map(([, name]) => [id, name]),
    );
    expect(Object.fromEntries(named)).toEqual({
      Repository: 'orders',
      Build: 'orders-build',
      BuildLog: '/gitenv/orders/build',
      Deploy: 'orders-deploy',
      DeployLog: '/gitenv/orders/deploy',
      LockRole: 'orders-lock-eu-west-1',
      Pipeline: 'orders',
      // An inline policy has its name within its roles alone.
      ProjectPolicy: 'ProjectPolicy',
      PushRule: 'orders-push',
      UnnamedPushRule: 'orders-push-unnamed',
    });
  });

  test('keeps the repository and the artifacts when the stack is deleted, and nothing that a failed creation made', () => {
    const kept = Object.entries(template().Resources).filter(
      ([, { DeletionPolicy }]) => DeletionPolicy,
    );
    expect(
      kept.map(([id, { DeletionPolicy, UpdateReplacePolicy }]) => [
        id,
        DeletionPolicy,
        UpdateReplacePolicy,
      ]),
    ).toEqual([
      ['Repository', 'RetainExceptOnCreate', 'Retain'],
      ['Artifacts', 'RetainExceptOnCreate', 'Retain'],
      ['ArtifactsPolicy', 'RetainExceptOnCreate', 'Retain'],
      ['GithubProvider', 'RetainExceptOnCreate', 'Retain'],
    ]);
  });

  test('refers to a repository that exists already by its name, and creates none', () => {
    const resources = installed({ [parameters.existingRepository]: 'yes' });
    expect(resources).not.toHaveProperty('Repository');
    expect(resources.Pipeline.Stages[0].Actions[0].Configuration.RepositoryName).toBe('orders');
    expect(resources.PushRule.EventPattern.resources).toEqual([
      'arn:aws:codecommit:eu-west-1:111111111111:orders',
    ]);
  });
});

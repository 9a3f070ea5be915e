import { buildVariables, parameters } from '../../lib/contract';
import { installed } from './installed';

describe.each([
  ['Build', 'buildspec.yml'],
  ['Deploy', 'deployspec.yml'],
])('the project of each %s', (id, buildspec) => {
  const resources = installed({
    [parameters.buildImage]: 'aws/codebuild/standard:7.0',
    [parameters.computeType]: 'BUILD_GENERAL1_LARGE',
    [parameters.logRetentionDays]: '14',
  });

  test(`runs ${buildspec} of what the pipeline hands it`, () => {
    expect(resources[id].Source).toEqual({ Type: 'CODEPIPELINE', BuildSpec: buildspec });
    expect(resources[id].Artifacts).toEqual({ Type: 'CODEPIPELINE' });
  });

  test('runs on the image and machine asked for, without power over its host', () => {
    expect(resources[id].Environment).toEqual({
      Type: 'LINUX_CONTAINER',
      Image: 'aws/codebuild/standard:7.0',
      ComputeType: 'BUILD_GENERAL1_LARGE',
      EnvironmentVariables: expect.any(Array),
    });
  });

  test('tells whatever runs in it where it is', () => {
    expect(resources[id].Environment.EnvironmentVariables).toEqual([
      { Name: buildVariables.environment, Value: 'dev' },
      { Name: buildVariables.application, Value: 'orders' },
      { Name: buildVariables.bucket, Value: '<Artifacts>' },
    ]);
  });

  test('logs into its own group, which forgets', () => {
    expect(resources[id].LogsConfig).toEqual({
      CloudWatchLogs: { Status: 'ENABLED', GroupName: `<${id}Log>` },
    });
    expect(resources[`${id}Log`].RetentionInDays).toBe('14');
  });

  test('has a role of its own', () => {
    expect(resources[id].ServiceRole).toBe(`<${id}Role.Arn>`);
  });
});

test.each([
  [{}, 'BUILD_GENERAL1_SMALL', 'BUILD_GENERAL1_SMALL'],
  [
    { [parameters.deployComputeType]: 'BUILD_GENERAL1_MEDIUM' },
    'BUILD_GENERAL1_SMALL',
    'BUILD_GENERAL1_MEDIUM',
  ],
  [
    {
      [parameters.computeType]: 'BUILD_GENERAL1_LARGE',
      [parameters.deployComputeType]: 'BUILD_GENERAL1_SMALL',
    },
    'BUILD_GENERAL1_LARGE',
    'BUILD_GENERAL1_SMALL',
  ],
])('builds and deploys may run on machines of their own: %j', (values, build, deploy) => {
  const { Build, Deploy } = installed(values);
  expect(Build.Environment.ComputeType).toBe(build);
  expect(Deploy.Environment.ComputeType).toBe(deploy);
});

test('builds and deploys are stopped after an hour, unless another time is said of either', () => {
  const usual = installed();
  expect([usual.Build.TimeoutInMinutes, usual.Deploy.TimeoutInMinutes]).toEqual(['60', '60']);
  const { Build, Deploy } = installed({
    [parameters.buildTimeout]: '30',
    [parameters.deployTimeout]: '480',
  });
  expect([Build.TimeoutInMinutes, Deploy.TimeoutInMinutes]).toEqual(['30', '480']);
});

test.each([
  [{}, undefined],
  [{ [parameters.cache]: 'local' }, { Type: 'LOCAL', Modes: ['LOCAL_CUSTOM_CACHE'] }],
  [
    { [parameters.cache]: 'local', [parameters.privileged]: 'yes' },
    { Type: 'LOCAL', Modes: ['LOCAL_CUSTOM_CACHE', 'LOCAL_DOCKER_LAYER_CACHE'] },
  ],
  [{ [parameters.cache]: 'bucket' }, { Type: 'S3', Location: '<Artifacts>/cache' }],
])('builds, and no deploys, have the cache that the team asks for: %j', (values, cache) => {
  const { Build, Deploy } = installed(values);
  expect(Build.Cache).toEqual(cache);
  expect(Deploy.Cache).toBeUndefined();
});

test('builds and deploys are in the network that the team names, and in none otherwise', () => {
  const { Build, Deploy } = installed({
    [parameters.vpc]: 'vpc-1',
    [parameters.subnets]: 'subnet-1,subnet-2',
    [parameters.securityGroups]: 'sg-1',
  });
  for (const { VpcConfig } of [Build, Deploy])
    expect(VpcConfig).toEqual({
      VpcId: 'vpc-1',
      Subnets: ['subnet-1', 'subnet-2'],
      SecurityGroupIds: ['sg-1'],
    });
  expect(installed().Build).not.toHaveProperty('VpcConfig');
});

test('only builds run Docker, and only where the team says so', () => {
  const { Build, Deploy } = installed({ [parameters.privileged]: 'yes' });
  expect(Build.Environment.PrivilegedMode).toBe(true);
  expect(Deploy.Environment).not.toHaveProperty('PrivilegedMode');
});

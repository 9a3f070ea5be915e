import { parameters } from '../../lib/contract';
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
    });
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

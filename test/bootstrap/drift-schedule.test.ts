import { parameters } from '../../lib/contract';
import { installed } from './installed';

describe('the schedule of comparisons', () => {
  test('is not there unless it is asked for', () => {
    expect(installed()).not.toHaveProperty('DriftRule');
    expect(installed()).not.toHaveProperty('DriftRole');
  });

  test('starts the project of builds, which may change nothing, with another buildspec, of the branch as it is then', () => {
    const { DriftRule, DriftRole } = installed({ [parameters.driftSchedule]: 'rate(1 day)' });
    expect(DriftRule).toMatchObject({ ScheduleExpression: 'rate(1 day)', State: 'ENABLED' });
    const [target] = DriftRule.Targets;
    expect(target).toMatchObject({ Arn: '<Build.Arn>', RoleArn: '<DriftRole.Arn>' });
    expect(JSON.parse(target.Input)).toEqual({
      sourceTypeOverride: 'CODECOMMIT',
      sourceLocationOverride: '<Repository.CloneUrlHttp>',
      sourceVersion: 'refs/heads/main',
      artifactsOverride: { type: 'NO_ARTIFACTS' },
      buildspecOverride: 'driftspec.yml',
      environmentVariablesOverride: [{ name: 'GITENV_PURPOSE', value: 'drift', type: 'PLAINTEXT' }],
    });
    expect(DriftRole.Policies[0].PolicyDocument.Statement).toEqual([
      { Effect: 'Allow', Action: ['codebuild:StartBuild'], Resource: ['<Build.Arn>'] },
    ]);
  });
});

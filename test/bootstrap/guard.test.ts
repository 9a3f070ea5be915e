import { parameters } from '../../lib/contract';
import { guardedModes } from '../../lib/guard-names';
import { installed } from './installed';
import { template } from './template';

const ofGuard = (resources: object) =>
  Object.keys(resources).filter((id) => /^(Guard|Record)/.test(id));

const guarded = () => installed({ [parameters.guarded]: guardedModes.yes });

describe('the guard', () => {
  test('is not there unless it is asked for: no project, role, key, log or rule', () => {
    expect(ofGuard(installed())).toEqual([]);
    expect(ofGuard(guarded()).sort()).toEqual([
      'Guard',
      'GuardAlias',
      'GuardKey',
      'GuardLog',
      'GuardRole',
      'RecordRole',
      'RecordRule',
    ]);
  });

  test('is started by every end of a release, by the same request each time', () => {
    const { RecordRule } = guarded();
    expect(RecordRule.EventPattern.detail).toEqual({
      pipeline: ['<Pipeline>'],
      state: ['SUCCEEDED', 'FAILED', 'STOPPED', 'SUPERSEDED', 'CANCELED'],
    });
    const [{ Input, ...target }] = RecordRule.Targets;
    expect(target).toEqual({ Id: 'guard', Arn: '<Guard.Arn>', RoleArn: '<RecordRole.Arn>' });
    expect(JSON.parse(Input)).toMatchObject({
      sourceTypeOverride: 'NO_SOURCE',
      artifactsOverride: { type: 'NO_ARTIFACTS' },
      environmentVariablesOverride: [{ name: 'GITENV_GUARD_TASK', value: 'record' }],
    });
  });

  test('runs in an image of AWS, whatever image the builds of the team have', () => {
    const { Guard, Build } = installed({
      [parameters.guarded]: guardedModes.warn,
      [parameters.buildImage]: 'of-the-team',
    });
    expect(Build.Environment.Image).toBe('of-the-team');
    expect(Guard.Environment.Image).toMatch(/^aws\/codebuild\//);
  });

  test('leaves a key behind, and what protects its records, when the stack goes', () => {
    const { GuardKey, ArtifactsPolicy } = template().Resources;
    expect([GuardKey?.DeletionPolicy, ArtifactsPolicy?.DeletionPolicy]).toEqual([
      'RetainExceptOnCreate',
      'RetainExceptOnCreate',
    ]);
  });
});

import { parameters } from '../../lib/contract';
import { installed } from './installed';
import { guardTemplate, template } from './template';

const guard = () => installed({}, guardTemplate());

describe('the guard', () => {
  test('has a stack of its own: a project, a role, a key, a log and rules', () => {
    expect(Object.keys(guard()).sort()).toEqual([
      'Guard',
      'GuardAlias',
      'GuardKey',
      'GuardLog',
      'GuardRole',
      'RecordRole',
      'RecordRule',
      'TagRule',
    ]);
    expect(template().Conditions).not.toHaveProperty('HasGuard');
    expect(Object.keys(template().Resources).filter((id) => id in guard())).toEqual([]);
  });

  test('is asked by the pipeline by the name of its project, and only if the environment has a gate', () => {
    const actions = (values: Record<string, string>) =>
      installed(values).Pipeline.Stages.at(-1).Actions;
    const [gate, deploy] = actions({ [parameters.guarded]: 'yes' });
    expect(gate.Configuration.ProjectName).toBe(guard().Guard.Name);
    expect([gate.RunOrder, deploy.RunOrder]).toEqual([1, 2]);
    expect(actions({})[0].Name).toBe(deploy.Name);
  });

  test('is who alone writes what the bucket of the environment protects', () => {
    const { Statement } = installed().ArtifactsPolicy.PolicyDocument;
    const writers = Statement.map(
      (it: { Condition?: { ArnNotEquals?: object } }) => it.Condition?.ArnNotEquals,
    ).filter(Boolean);
    expect(writers).toEqual([
      { 'aws:PrincipalArn': `arn:aws:iam::111111111111:role/${guard().GuardRole.RoleName}` },
    ]);
  });

  test('is started by every end of a release, by the same request each time', () => {
    const { RecordRule } = guard();
    expect(RecordRule.EventPattern.detail).toEqual({
      pipeline: ['orders'],
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
    const { Build } = installed({ [parameters.buildImage]: 'of-the-team' });
    const { Guard } = guard();
    expect(Build.Environment.Image).toBe('of-the-team');
    expect(Guard.Environment.Image).toMatch(/^aws\/codebuild\//);
  });

  test('leaves a key behind, and what protects its records, when the stack goes', () => {
    const { GuardKey } = guardTemplate().Resources;
    const { ArtifactsPolicy } = template().Resources;
    expect([GuardKey?.DeletionPolicy, ArtifactsPolicy?.DeletionPolicy]).toEqual([
      'RetainExceptOnCreate',
      'RetainExceptOnCreate',
    ]);
  });
});

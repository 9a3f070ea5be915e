import { buildVariables, parameters } from '../../lib/contract';
import { installed } from './installed';

interface Stage {
  readonly BeforeEntry?: unknown;
  Name: string;
  Actions: {
    Name: string;
    Configuration: Record<string, string>;
    InputArtifacts?: { Name: string }[];
    OutputArtifacts?: { Name: string }[];
    Namespace?: string;
  }[];
}

function stagesOf(values: Record<string, string> = {}): Stage[] {
  return installed(values).Pipeline.Stages;
}

function action(stage: string, values: Record<string, string> = {}) {
  const found = stagesOf(values).find(({ Name }) => Name === stage)?.Actions[0];
  if (!found) throw new Error(`no stage ${stage}`);
  return found;
}

describe('the pipeline', () => {
  test('is of type V2, in the execution mode asked for', () => {
    const { Pipeline } = installed({ [parameters.executionMode]: 'QUEUED' });
    expect(Pipeline).toMatchObject({ PipelineType: 'V2', ExecutionMode: 'QUEUED' });
  });

  test('builds before it deploys', () => {
    expect(stagesOf().map(({ Name }) => Name)).toEqual(['Source', 'Build', 'Deploy']);
  });

  test('waits for a person between the two where that is asked for', () => {
    const stages = stagesOf({ [parameters.approval]: 'yes' });
    expect(stages.map(({ Name }) => Name)).toEqual(['Source', 'Build', 'Approve', 'Deploy']);
    expect(stages[2]?.Actions).toEqual([
      {
        Name: 'Approve',
        ActionTypeId: { Category: 'Approval', Owner: 'AWS', Provider: 'Manual', Version: '1' },
        Configuration: {
          CustomData:
            'Release #{SourceVariables.CommitId} to dev? Pushed by #{variables.PUSHED_BY}.',
        },
      },
    ]);
  });

  test.each([
    ['changes', ['empty']],
    ['destroys', ['empty', 'changes']],
  ])(
    'asks only for plans of %s where that is asked for, and for releases without a plan',
    (which, skipped) => {
      const approve = stagesOf({ [parameters.approval]: which })[2];
      expect(approve?.BeforeEntry).toEqual({
        Conditions: [
          {
            Result: 'SKIP',
            Rules: skipped.map((outcome) => ({
              Name: `Not-${outcome}`,
              RuleTypeId: {
                Category: 'Rule',
                Owner: 'AWS',
                Provider: 'VariableCheck',
                Version: '1',
              },
              Configuration: {
                Variable: '#{BuildVariables.GITENV_PLAN}',
                Value: outcome,
                Operator: 'NE',
              },
            })),
          },
        ],
      });
      expect(stagesOf({ [parameters.approval]: 'yes' })[2]).not.toHaveProperty('BeforeEntry');
    },
  );

  test('lets releases into Deploy at any time, unless a window is asked for', () => {
    expect(stagesOf().map((stage) => 'BeforeEntry' in stage)).toEqual([false, false, false]);
    const window = '* * 9-16 ? * MON-THU *';
    const stages = stagesOf({
      [parameters.deployWindow]: window,
      [parameters.deployWindowTimeZone]: 'Europe/Berlin',
    });
    expect(stages.at(-1)).toMatchObject({
      Name: 'Deploy',
      BeforeEntry: {
        Conditions: [
          {
            Result: 'FAIL',
            Rules: [
              {
                Name: 'DeployWindow',
                RuleTypeId: { Provider: 'DeploymentWindow' },
                Configuration: { Cron: window, TimeZone: 'Europe/Berlin' },
              },
            ],
          },
        ],
      },
    });
  });

  test('has one action a stage, named like it', () => {
    for (const { Name, Actions } of stagesOf({ [parameters.approval]: 'yes' }))
      expect(Actions.map((each) => each.Name)).toEqual([Name]);
  });

  test('takes the branch asked for, and does not poll for it', () => {
    expect(action('Source', { [parameters.branch]: 'release/1' })).toMatchObject({
      Namespace: 'SourceVariables',
      Configuration: {
        RepositoryName: '<Repository.Name>',
        BranchName: 'release/1',
        PollForSourceChanges: 'false',
        OutputArtifactFormat: 'CODE_ZIP',
      },
    });
  });

  test('hands a deploy what was pushed and what the build made, and runs it in either', () => {
    expect(action('Build').InputArtifacts).toEqual(action('Source').OutputArtifacts);
    const outputs = ['Source', 'Build'].flatMap((stage) => action(stage).OutputArtifacts ?? []);
    expect(action('Deploy').InputArtifacts).toEqual(outputs);
    expect(action('Deploy').Configuration.PrimarySource).toBe('Bundle');
    const values = { [parameters.deployFrom]: 'Source' };
    expect(action('Deploy', values).Configuration.PrimarySource).toBe('Source');
  });

  test('keeps artifacts in its own bucket and uses its own role', () => {
    expect(installed().Pipeline).toMatchObject({
      ArtifactStore: { Type: 'S3', Location: '<Artifacts>' },
      RoleArn: '<PipelineRole.Arn>',
    });
  });

  test('says that it does not know who pushed, unless it is told', () => {
    expect(installed().Pipeline.Variables).toEqual([
      expect.objectContaining({ Name: 'PUSHED_BY', DefaultValue: 'unknown' }),
    ]);
  });

  test.each([
    ['Build', '<Build>'],
    ['Deploy', '<Deploy>'],
  ])('tells each %s which commit it is, and for which release', (stage, project) => {
    const { ProjectName, EnvironmentVariables = '' } = action(stage).Configuration;
    expect(ProjectName).toBe(project);
    const variables = JSON.parse(EnvironmentVariables) as { name: string; value: string }[];
    expect(Object.fromEntries(variables.map(({ name, value }) => [name, value]))).toEqual({
      [buildVariables.commit]: '#{SourceVariables.CommitId}',
      [buildVariables.executionId]: '#{codepipeline.PipelineExecutionId}',
    });
  });

  test('stays within the thousand characters that a configuration value may have, whatever the names', () => {
    const longest = { Application: 'a'.repeat(40), Environment: 'e'.repeat(20), Approval: 'yes' };
    const values = stagesOf(longest).flatMap(({ Actions }) =>
      Actions.flatMap(({ Configuration }) => Object.values(Configuration)),
    );
    const written = values.map((value) => value.replaceAll('<Artifacts>', 'b'.repeat(63)).length);
    expect(Math.max(...written)).toBeLessThanOrEqual(1_000);
  });
});

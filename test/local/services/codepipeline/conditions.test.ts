import {
  type Condition,
  ListRuleExecutionsCommand,
  OverrideStageConditionCommand,
  RetryStageExecutionCommand,
  type RuleDeclaration,
} from '@aws-sdk/client-codepipeline';
import { build, declare, stage } from './declarations';
import { Trial } from './trial';

let trial: Trial;
let now: Date;
beforeEach(async () => {
  // A Saturday.
  now = new Date('2026-11-21T12:00:00Z');
  trial = await Trial.begin({ now: () => now });
});
afterEach(() => trial.machine.destroy());

function rule(
  provider: string,
  configuration: Record<string, string>,
  more: Partial<RuleDeclaration> = {},
): RuleDeclaration {
  const ruleTypeId = { category: 'Rule', owner: 'AWS', provider, version: '1' } as const;
  return { name: provider, ruleTypeId, configuration, ...more };
}

const branchIs = (Value: string) =>
  rule('VariableCheck', { Variable: '#{SourceVariables.BranchName}', Operator: 'EQ', Value });

function gated(
  when: 'beforeEntry' | 'onSuccess' | 'onFailure',
  condition: Condition,
  project = 'instant',
) {
  return declare([
    { ...stage('Build', build(project)), [when]: { conditions: [condition] } },
    stage('Deploy', build('instant-deploy')),
  ]);
}

const override = async (conditionType: 'BEFORE_ENTRY' | 'ON_SUCCESS') =>
  trial.client.send(
    new OverrideStageConditionCommand({
      pipelineName: 'app',
      stageName: 'Build',
      pipelineExecutionId: (await trial.executions())[0]?.pipelineExecutionId,
      conditionType,
    }),
  );

const projects = () => trial.around.builds.map(({ input }) => input.projectName);

describe('a condition before entry', () => {
  test('that is met lets the execution in', async () => {
    await trial.create(gated('beforeEntry', { result: 'FAIL', rules: [branchIs('main')] }));
    await trial.machine.idle();
    expect(await trial.statuses()).toEqual(['Succeeded']);
    expect((await trial.stage('Build'))?.beforeEntryConditionState).toMatchObject({
      latestExecution: { status: 'Succeeded' },
      conditionStates: [
        { ruleStates: [{ ruleName: 'VariableCheck', latestExecution: { status: 'Succeeded' } }] },
      ],
    });
  });

  test('that is not met fails the stage, until it is overridden', async () => {
    await trial.create(gated('beforeEntry', { result: 'FAIL', rules: [branchIs('other')] }));
    await trial.machine.idle();
    expect(await trial.statuses()).toEqual(['Failed']);
    expect(projects()).toEqual([]);
    await override('BEFORE_ENTRY');
    await trial.machine.idle();
    expect(await trial.statuses()).toEqual(['Succeeded']);
    expect((await trial.stage('Build'))?.beforeEntryConditionState?.latestExecution?.status).toBe(
      'Overridden',
    );
    await expect(override('BEFORE_ENTRY')).rejects.toMatchObject({
      name: 'ConditionNotOverridableException',
    });
  });

  test('that is not met skips the stage where it says so', async () => {
    await trial.create(gated('beforeEntry', { result: 'SKIP', rules: [branchIs('other')] }));
    await trial.machine.idle();
    expect(await trial.statuses()).toEqual(['Succeeded']);
    expect(projects()).toEqual(['instant-deploy']);
    expect((await trial.stage('Build'))?.latestExecution?.status).toBe('Skipped');
    await expect(override('BEFORE_ENTRY')).rejects.toMatchObject({
      name: 'ConditionNotOverridableException',
    });
  });

  test('is asked again by a retry', async () => {
    await trial.create(gated('beforeEntry', { result: 'FAIL', rules: [branchIs('other')] }));
    await trial.machine.idle();
    await trial.client.send(
      new RetryStageExecutionCommand({
        pipelineName: 'app',
        stageName: 'Build',
        pipelineExecutionId: (await trial.executions())[0]?.pipelineExecutionId,
        retryMode: 'FAILED_ACTIONS',
      }),
    );
    const command = new ListRuleExecutionsCommand({ pipelineName: 'app' });
    const { ruleExecutionDetails } = await trial.client.send(command);
    expect(ruleExecutionDetails).toHaveLength(2);
    expect(ruleExecutionDetails?.[0]).toMatchObject({
      stageName: 'Build',
      ruleName: 'VariableCheck',
      status: 'Failed',
      input: { resolvedConfiguration: { Variable: 'main', Operator: 'EQ', Value: 'other' } },
    });
  });
});

describe('a deployment window', () => {
  const weekdays = { Cron: '* * 9-17 ? * MON-FRI *', TimeZone: 'Europe/Berlin' };

  test('holds the execution, and the stage, until it opens', async () => {
    await trial.create(
      gated('beforeEntry', { result: 'FAIL', rules: [rule('DeploymentWindow', weekdays)] }),
    );
    await trial.machine.idle();
    expect(await trial.statuses()).toEqual(['InProgress']);
    expect((await trial.stage('Build'))?.latestExecution?.status).toBe('InProgress');
    now = new Date('2026-11-23T07:59:00Z');
    await trial.restart();
    expect(projects()).toEqual([]);
    now = new Date('2026-11-23T08:00:30Z');
    await trial.restart();
    await trial.machine.idle();
    expect(await trial.statuses()).toEqual(['Succeeded']);
  });

  test('is overridden by hand', async () => {
    await trial.create(
      gated('beforeEntry', { result: 'FAIL', rules: [rule('DeploymentWindow', weekdays)] }),
    );
    await trial.machine.idle();
    await override('BEFORE_ENTRY');
    await trial.machine.idle();
    expect(await trial.statuses()).toEqual(['Succeeded']);
    const command = new ListRuleExecutionsCommand({ pipelineName: 'app' });
    const { ruleExecutionDetails } = await trial.client.send(command);
    expect(ruleExecutionDetails?.[0]?.status).toBe('Abandoned');
  });

  test('fails when it does not open in time', async () => {
    const rules = [rule('DeploymentWindow', weekdays, { timeoutInMinutes: 60 })];
    await trial.create(gated('beforeEntry', { result: 'FAIL', rules }));
    await trial.machine.idle();
    now = new Date('2026-11-21T13:00:00Z');
    await trial.stage('Build');
    expect(await trial.statuses()).toEqual(['Failed']);
  });
});

describe('a condition after the actions', () => {
  test('that fails on success fails the stage, until it is overridden', async () => {
    await trial.create(gated('onSuccess', { result: 'FAIL', rules: [branchIs('other')] }));
    await trial.machine.idle();
    expect(await trial.statuses()).toEqual(['Failed']);
    expect(projects()).toEqual(['instant']);
    await override('ON_SUCCESS');
    await trial.machine.idle();
    expect(await trial.statuses()).toEqual(['Succeeded']);
    expect(projects()).toEqual(['instant', 'instant-deploy']);
  });

  test('is asked when actions failed, and leaves the failure alone when it is met', async () => {
    await trial.create(
      gated('onFailure', { result: 'ROLLBACK', rules: [branchIs('main')] }, 'broken'),
    );
    await trial.machine.idle();
    expect(await trial.statuses()).toEqual(['Failed']);
    expect((await trial.stage('Build'))?.onFailureConditionState?.latestExecution?.status).toBe(
      'Succeeded',
    );
  });

  test('rolls the stage back when it fails and a success is there to return to', async () => {
    await trial.create(
      gated('onFailure', { result: 'ROLLBACK', rules: [branchIs('other')] }, 'slow'),
    );
    (await trial.around.started(1)).end();
    await trial.machine.idle();
    await trial.start();
    (await trial.around.started(3)).end('FAILED');
    (await trial.around.started(4)).end();
    await trial.machine.idle();
    expect((await trial.executions()).map(({ executionType }) => executionType)).toEqual([
      'ROLLBACK',
      'STANDARD',
      'STANDARD',
    ]);
  });
});

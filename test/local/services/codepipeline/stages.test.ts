import {
  DisableStageTransitionCommand,
  EnableStageTransitionCommand,
  RetryStageExecutionCommand,
  RollbackStageCommand,
  StopPipelineExecutionCommand,
} from '@aws-sdk/client-codepipeline';
import { approval, build, declare, stage } from './declarations';
import { Trial } from './trial';

let trial: Trial;
beforeEach(async () => {
  trial = await Trial.begin();
});
afterEach(() => trial.machine.destroy());

const newest = async () => (await trial.executions())[0];
const retry = async (retryMode: 'FAILED_ACTIONS' | 'ALL_ACTIONS', stageName = 'Build') =>
  trial.client.send(
    new RetryStageExecutionCommand({
      pipelineName: 'app',
      stageName,
      pipelineExecutionId: (await newest())?.pipelineExecutionId,
      retryMode,
    }),
  );
const stop = async (abandon: boolean) =>
  trial.client.send(
    new StopPipelineExecutionCommand({
      pipelineName: 'app',
      pipelineExecutionId: (await newest())?.pipelineExecutionId,
      abandon,
      reason: 'not today',
    }),
  );

describe('stopping an execution', () => {
  test('waits for what runs and starts nothing more', async () => {
    await trial.create(declare([stage('Build', build('slow')), stage('Deploy', build('instant'))]));
    const running = await trial.around.started(1);
    await stop(false);
    expect(await trial.statuses()).toEqual(['Stopping']);
    await expect(stop(false)).rejects.toMatchObject({ name: 'DuplicatedStopRequestException' });
    running.end();
    await trial.machine.idle();
    expect(await newest()).toMatchObject({
      status: 'Stopped',
      stopTrigger: { reason: 'not today' },
    });
    expect(trial.around.builds).toHaveLength(1);
    expect((await trial.stage('Build'))?.latestExecution?.status).toBe('Stopped');
    expect(trial.around.eventsOf('Pipeline')).toEqual(['STARTED', 'STOPPING', 'STOPPED']);
  });

  test('with abandon waits for nothing, and the build goes on alone', async () => {
    await trial.create(declare([stage('Build', build('slow'))]));
    const running = await trial.around.started(1);
    await stop(false);
    await stop(true);
    expect(await trial.statuses()).toEqual(['Stopped']);
    expect((await trial.actions())[0]).toMatchObject({ status: 'Abandoned' });
    running.end();
    await trial.machine.idle();
    expect((await trial.actions())[0]).toMatchObject({ status: 'Abandoned' });
    await expect(stop(true)).rejects.toMatchObject({
      name: 'PipelineExecutionNotStoppableException',
    });
  });

  test('between stages is done at once', async () => {
    await trial.create(declare([stage('Approve', approval())]));
    await trial.machine.idle();
    await trial.start();
    await trial.machine.idle();
    await stop(false);
    expect(await trial.statuses()).toEqual(['Stopped', 'InProgress']);
  });

  test('leaves a stage that can be retried', async () => {
    await trial.create(declare([stage('Build', build('slow'), build('then', { runOrder: 2 }))]));
    const running = await trial.around.started(1);
    await stop(false);
    running.end();
    await trial.machine.idle();
    await retry('FAILED_ACTIONS');
    (await trial.around.started(2)).end();
    await trial.machine.idle();
    expect(await trial.statuses()).toEqual(['Succeeded']);
    expect(trial.around.builds.map(({ input }) => input.projectName)).toEqual(['slow', 'then']);
  });
});

describe('retrying a stage', () => {
  test('runs the failed actions again, in the same execution', async () => {
    await trial.create(declare([stage('Build', build('good'), build('bad'))]));
    (await trial.around.started(2)).end('FAILED');
    trial.around.builds[0]?.end();
    await trial.machine.idle();
    await retry('FAILED_ACTIONS');
    (await trial.around.started(3)).end();
    await trial.machine.idle();
    expect(trial.around.builds.map(({ input }) => input.projectName)).toEqual([
      'good',
      'bad',
      'bad',
    ]);
    expect(await trial.statuses()).toEqual(['Succeeded']);
    expect((await trial.stage('Build'))?.retryStageMetadata).toEqual({
      autoStageRetryAttempt: 0,
      manualStageRetryAttempt: 1,
      latestRetryTrigger: 'ManualStageRetry',
    });
    expect(trial.around.eventsOf('Pipeline')).toEqual([
      'STARTED',
      'FAILED',
      'RESUMED',
      'SUCCEEDED',
    ]);
  });

  test('runs all actions again where it is told to', async () => {
    await trial.create(declare([stage('Build', build('good'), build('bad'))]));
    (await trial.around.started(2)).end('FAILED');
    trial.around.builds[0]?.end();
    await trial.machine.idle();
    await retry('ALL_ACTIONS');
    (await trial.around.started(4)).end();
    trial.around.builds[2]?.end();
    await trial.machine.idle();
    expect(await trial.statuses()).toEqual(['Succeeded']);
    expect(await trial.actions()).toHaveLength(5);
  });

  test('is refused once a newer execution entered the stage', async () => {
    await trial.create(declare([stage('Build', build('broken'))]));
    await trial.machine.idle();
    const [first] = await trial.executions();
    await trial.start();
    await trial.machine.idle();
    const command = new RetryStageExecutionCommand({
      pipelineName: 'app',
      stageName: 'Build',
      pipelineExecutionId: first?.pipelineExecutionId,
      retryMode: 'FAILED_ACTIONS',
    });
    await expect(trial.client.send(command)).rejects.toMatchObject({
      name: 'NotLatestPipelineExecutionException',
    });
  });

  test('is refused where nothing failed', async () => {
    await trial.create(declare([stage('Build', build('instant'))]));
    await trial.machine.idle();
    await expect(retry('ALL_ACTIONS')).rejects.toMatchObject({
      name: 'StageNotRetryableException',
    });
  });

  test('happens by itself, once, where the stage says so', async () => {
    const declared = stage('Build', build('broken'));
    declared.onFailure = { result: 'RETRY', retryConfiguration: { retryMode: 'ALL_ACTIONS' } };
    await trial.create(declare([declared]));
    await trial.machine.idle();
    expect(trial.around.builds).toHaveLength(2);
    expect(await trial.statuses()).toEqual(['Failed']);
    expect((await trial.stage('Build'))?.retryStageMetadata).toMatchObject({
      autoStageRetryAttempt: 1,
      latestRetryTrigger: 'AutomatedStageRetry',
    });
  });
});

describe('rolling back a stage', () => {
  const roll = (targetPipelineExecutionId: string | undefined, stageName = 'Deploy') =>
    trial.client.send(
      new RollbackStageCommand({ pipelineName: 'app', stageName, targetPipelineExecutionId }),
    );

  test('runs that stage alone with what the target had', async () => {
    await trial.create(
      declare([stage('Build', build('instant-a')), stage('Deploy', build('instant-b'))]),
    );
    await trial.machine.idle();
    const [target] = await trial.executions();
    await trial.start();
    await trial.machine.idle();
    await roll(target?.pipelineExecutionId);
    await trial.machine.idle();
    expect(await newest()).toMatchObject({
      status: 'Succeeded',
      executionType: 'ROLLBACK',
      trigger: { triggerType: 'ManualRollback' },
      rollbackMetadata: { rollbackTargetPipelineExecutionId: target?.pipelineExecutionId },
      sourceRevisions: target?.sourceRevisions,
    });
    const projects = trial.around.builds.map(({ input }) => input.projectName);
    expect(projects.slice(4)).toEqual(['instant-b']);
    expect(trial.around.builds[4]?.input.inputs).toEqual(trial.around.builds[1]?.input.inputs);
  });

  test('has the variables that the target had', async () => {
    const asked = [{ name: 'WHO', value: '#{variables.who}' }];
    const EnvironmentVariables = JSON.stringify(asked);
    await trial.create(
      declare([stage('Deploy', build('instant', { configuration: { EnvironmentVariables } }))], {
        variables: [{ name: 'who', defaultValue: 'the first' }],
      }),
    );
    await trial.machine.idle();
    const [target] = await trial.executions();
    await trial.start({ variables: [{ name: 'who', value: 'the second' }] });
    await trial.machine.idle();
    await roll(target?.pipelineExecutionId);
    await trial.machine.idle();
    const [first, second, back] = trial.around.builds.map(
      ({ input }) => input.environmentVariables?.[0]?.value,
    );
    expect(second).not.toBe(first);
    expect(back).toBe(first);
  });

  test('is refused for a source stage, a rollback, a failure and an older structure', async () => {
    await trial.create(declare([stage('Deploy', build('broken'))]));
    await trial.machine.idle();
    const failed = (await newest())?.pipelineExecutionId;
    await expect(roll(failed, 'Source')).rejects.toMatchObject({
      name: 'UnableToRollbackStageException',
    });
    await expect(roll(failed)).rejects.toMatchObject({ name: 'UnableToRollbackStageException' });
    await trial.update(declare([stage('Deploy', build('instant'))]));
    await expect(roll(failed)).rejects.toMatchObject({
      name: 'PipelineExecutionOutdatedException',
    });
    await trial.start();
    await trial.machine.idle();
    await roll((await newest())?.pipelineExecutionId);
    await trial.machine.idle();
    await expect(roll((await newest())?.pipelineExecutionId)).rejects.toMatchObject({
      name: 'UnableToRollbackStageException',
    });
  });

  test('happens by itself after a failure, to the newest success', async () => {
    const declared = stage('Deploy', build('slow'));
    declared.onFailure = { result: 'ROLLBACK' };
    await trial.create(declare([declared]));
    (await trial.around.started(1)).end();
    await trial.machine.idle();
    const good = await newest();
    const bad = await trial.start();
    (await trial.around.started(2)).end('FAILED');
    (await trial.around.started(3)).end();
    await trial.machine.idle();
    expect(await trial.statuses()).toEqual(['Succeeded', 'Failed', 'Succeeded']);
    expect(await newest()).toMatchObject({
      trigger: {
        triggerType: 'AutomatedRollback',
        triggerDetail: JSON.stringify({ FailedPipelineExecutionId: bad }),
      },
      rollbackMetadata: { rollbackTargetPipelineExecutionId: good?.pipelineExecutionId },
    });
  });

  test('does not happen by itself where nothing ever succeeded', async () => {
    const declared = stage('Deploy', build('broken'));
    declared.onFailure = { result: 'ROLLBACK' };
    await trial.create(declare([declared]));
    await trial.machine.idle();
    expect(await trial.statuses()).toEqual(['Failed']);
  });
});

describe('a disabled transition', () => {
  const at = { pipelineName: 'app', stageName: 'Deploy', transitionType: 'Inbound' } as const;

  test('holds the newest execution before the stage until it is enabled', async () => {
    await trial.create(declare([stage('Deploy', build('instant'))]));
    await trial.machine.idle();
    await trial.client.send(new DisableStageTransitionCommand({ ...at, reason: 'a freeze' }));
    await trial.start();
    await trial.machine.idle();
    const last = await trial.start();
    await trial.machine.idle();
    expect(await trial.statuses()).toEqual(['InProgress', 'Superseded', 'Succeeded']);
    expect(await trial.stage('Deploy')).toMatchObject({
      inboundExecution: { pipelineExecutionId: last, status: 'InProgress' },
      inboundTransitionState: {
        enabled: false,
        disabledReason: 'a freeze',
        lastChangedBy: 'arn:aws:iam::111111111111:user/administrator',
      },
    });
    await trial.client.send(new EnableStageTransitionCommand(at));
    await trial.machine.idle();
    expect(await trial.statuses()).toEqual(['Succeeded', 'Superseded', 'Succeeded']);
  });

  test('is said of a stage that exists, with a reason', async () => {
    await trial.create(declare([stage('Deploy', build('instant'))]));
    const unknown = { ...at, stageName: 'Nowhere', reason: 'x' };
    await expect(
      trial.client.send(new DisableStageTransitionCommand(unknown)),
    ).rejects.toMatchObject({ name: 'StageNotFoundException' });
    await expect(
      trial.client.send(new DisableStageTransitionCommand({ ...at, reason: 'no: this' })),
    ).rejects.toMatchObject({ name: 'ValidationException' });
  });
});

import { GetPipelineExecutionCommand } from '@aws-sdk/client-codepipeline';
import { build, commits, declare, source, stage } from './declarations';
import { Trial } from './trial';

let trial: Trial;
beforeEach(async () => {
  trial = await Trial.begin();
});
afterEach(() => trial.machine.destroy());

describe('an execution', () => {
  test('goes through source and builds to its end, and says which commit it was', async () => {
    await trial.create(declare([stage('Build', build('instant-build'))]));
    await trial.machine.idle();
    expect((await trial.executions())[0]).toMatchObject({
      status: 'Succeeded',
      executionMode: 'SUPERSEDED',
      executionType: 'STANDARD',
      trigger: {
        triggerType: 'CreatePipeline',
        triggerDetail: 'arn:aws:iam::111111111111:user/administrator',
      },
      sourceRevisions: [
        { actionName: 'Source', revisionId: commits.a, revisionSummary: 'Say aaaa\n' },
      ],
    });
    const [archive] = trial.around.archives;
    expect(archive).toMatchObject({ commitId: commits.a, s3Bucket: 'artifacts' });
    expect(archive?.s3Key).toMatch(/^app\/SourceOutp\/[A-Za-z0-9]{7}$/);
  });

  test('hands the build its inputs, resolved variables and the commit', async () => {
    const EnvironmentVariables = JSON.stringify([
      { name: 'COMMIT', value: '#{SourceVariables.CommitId}' },
      { name: 'EXECUTION', value: '#{codepipeline.PipelineExecutionId}', type: 'PLAINTEXT' },
      { name: 'BY', value: '#{variables.BY}' },
    ]);
    const action = build('instant-build', { configuration: { EnvironmentVariables } });
    await trial.create(
      declare([stage('Build', action)], { variables: [{ name: 'BY', defaultValue: 'unknown' }] }),
    );
    await trial.machine.idle();
    const id = await trial.start({ variables: [{ name: 'BY', value: 'ann' }] });
    await trial.machine.idle();
    expect(trial.around.builds[1]?.input).toMatchObject({
      executionId: id,
      sourceRevision: commits.a,
      inputs: [{ name: 'SourceOutput', bucket: 'artifacts', key: trial.around.archives[1]?.s3Key }],
      environmentVariables: [
        { name: 'COMMIT', value: commits.a, type: 'PLAINTEXT' },
        { name: 'EXECUTION', value: id, type: 'PLAINTEXT' },
        { name: 'BY', value: 'ann', type: 'PLAINTEXT' },
      ],
    });
    const { pipelineExecution } = await trial.client.send(
      new GetPipelineExecutionCommand({ pipelineName: 'app', pipelineExecutionId: id }),
    );
    expect(pipelineExecution).toMatchObject({
      variables: [{ name: 'BY', resolvedValue: 'ann' }],
      artifactRevisions: [{ name: 'SourceOutput', revisionId: commits.a }],
    });
  });

  test('on a repository without the branch fails in Source and says so', async () => {
    trial.around.branches.main = [];
    await trial.create(declare([stage('Build', build('instant-build'))]));
    await trial.machine.idle();
    expect(await trial.statuses()).toEqual(['Failed']);
    const actions = await trial.actions();
    expect(actions).toHaveLength(1);
    expect(actions[0]?.output?.executionResult?.errorDetails?.message).toContain(
      'no branch named main was found in the selected AWS CodeCommit repository app',
    );
  });

  test('runs the commit it is pinned to, whatever the tip is', async () => {
    await trial.create(declare([stage('Build', build('instant-build'))]));
    await trial.machine.idle();
    trial.around.branches.main = [commits.a, commits.b];
    const pin = { actionName: 'Source', revisionType: 'COMMIT_ID', revisionValue: commits.a };
    await trial.start({ sourceRevisions: [pin as never] });
    await trial.machine.idle();
    expect((await trial.executions())[0]?.sourceRevisions?.[0]?.revisionId).toBe(commits.a);
  });

  test('is refused when it pins an action that the pipeline does not have', async () => {
    await trial.create(declare([stage('Build', build('instant-build'))]));
    const pin = { actionName: 'Sauce', revisionType: 'COMMIT_ID', revisionValue: commits.a };
    await expect(trial.start({ sourceRevisions: [pin as never] })).rejects.toMatchObject({
      name: 'ValidationException',
    });
  });

  test('brings a reference instead of files where builds clone by themselves', async () => {
    const pipeline = declare([stage('Build', build('instant-build'))]);
    pipeline.stages = [
      source({ OutputArtifactFormat: 'CODEBUILD_CLONE_REF' }),
      ...(pipeline.stages?.slice(1) ?? []),
    ];
    await trial.create(pipeline);
    await trial.machine.idle();
    const [object] = [...trial.around.objects.values()];
    expect(JSON.parse(String(object))).toEqual({
      AccountId: '111111111111',
      FullRepositoryName: 'app',
      CloneUrl: 'http://127.0.0.1/v1/repos/app',
      CommitId: commits.a,
      BranchName: 'main',
    });
  });

  test('is started once by one token, over a restart too', async () => {
    await trial.create(declare([stage('Build', build('instant-build'))]));
    const first = await trial.start({ clientRequestToken: 'one' });
    await trial.machine.idle();
    await trial.restart();
    expect(await trial.start({ clientRequestToken: 'one' })).toBe(first);
    expect(await trial.start({ clientRequestToken: 'two' })).not.toBe(first);
    await trial.machine.idle();
    expect(await trial.executions()).toHaveLength(3);
  });

  test('without a value for a required variable is accepted and fails', async () => {
    const variables = [{ name: 'NEEDED' }];
    await trial.create(declare([stage('Build', build('instant-build'))], { variables }));
    await trial.machine.idle();
    expect((await trial.executions())[0]).toMatchObject({
      status: 'Failed',
      statusSummary: expect.stringContaining('NEEDED'),
    });
  });

  test('fails with its build, and names the failing phase', async () => {
    await trial.create(
      declare([stage('Build', build('broken-build')), stage('Deploy', build('instant'))]),
    );
    await trial.machine.idle();
    expect(await trial.statuses()).toEqual(['Failed']);
    const actions = await trial.actions();
    expect(actions.map(({ actionName }) => actionName)).toEqual(['broken-build', 'Source']);
    const message =
      'Build terminated with state: FAILED. Phase: BUILD, Code: COMMAND_EXECUTION_ERROR, Message: npm test';
    expect(actions[0]).toMatchObject({
      status: 'Failed',
      output: {
        executionResult: {
          externalExecutionId: 'broken-build:1',
          logStreamARN: 'arn:aws:logs:stream/broken-build:1',
          errorDetails: { code: 'JobFailed', message },
        },
      },
    });
  });

  test('names the build and its log while the build still runs', async () => {
    await trial.create(declare([stage('Build', build('slow'))]));
    const running = await trial.around.started(1);
    expect((await trial.stage('Build'))?.actionStates?.[0]?.latestExecution).toMatchObject({
      status: 'InProgress',
      externalExecutionId: running.id,
      logStreamARN: `arn:aws:logs:stream/${running.id}`,
    });
    running.end();
  });

  test('publishes every change of state', async () => {
    await trial.create(declare([stage('Build', build('instant-build'))]));
    await trial.machine.idle();
    expect(trial.around.eventsOf('Pipeline')).toEqual(['STARTED', 'SUCCEEDED']);
    expect(trial.around.eventsOf('Stage')).toEqual([
      'Source STARTED',
      'Source SUCCEEDED',
      'Build STARTED',
      'Build SUCCEEDED',
    ]);
    expect(trial.around.eventsOf('Action')).toEqual([
      'Source Source STARTED',
      'Source Source SUCCEEDED',
      'Build instant-build STARTED',
      'Build instant-build SUCCEEDED',
    ]);
  });
});

describe('actions of a stage', () => {
  test('run side by side within one runOrder and one after another across them', async () => {
    const actions = [build('one'), build('two'), build('after', { runOrder: 2 })];
    await trial.create(declare([stage('Build', ...actions)]));
    await trial.around.started(2);
    expect(trial.around.builds.map(({ input }) => input.projectName)).toEqual(['one', 'two']);
    trial.around.builds[0]?.end();
    trial.around.builds[1]?.end();
    const third = await trial.around.started(3);
    expect(third.input.projectName).toBe('after');
    third.end();
    await trial.machine.idle();
    expect(await trial.statuses()).toEqual(['Succeeded']);
  });

  test('use the output variables of those before them', async () => {
    const uses = build('instant-use', {
      runOrder: 2,
      configuration: { EnvironmentVariables: '[{"name":"V","value":"#{Built.VERSION}"}]' },
    });
    await trial.create(declare([stage('Build', build('make', { namespace: 'Built' }), uses)]));
    (await trial.around.started(1)).end('SUCCEEDED', { VERSION: '1.2.3' });
    await trial.machine.idle();
    expect(trial.around.builds[1]?.input.environmentVariables[0]?.value).toBe('1.2.3');
  });
});

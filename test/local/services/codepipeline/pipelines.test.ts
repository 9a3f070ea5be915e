import {
  CreatePipelineCommand,
  DeletePipelineCommand,
  GetPipelineCommand,
  ListPipelinesCommand,
  type PipelineDeclaration,
} from '@aws-sdk/client-codepipeline';
import { approval, build, declare, source, stage } from './declarations';
import { Trial } from './trial';

let trial: Trial;
beforeEach(async () => {
  trial = await Trial.begin();
});
afterEach(() => trial.machine.destroy());

const get = (version?: number) =>
  trial.client.send(new GetPipelineCommand({ name: 'app', ...(version ? { version } : {}) }));
const simple = (more: Partial<PipelineDeclaration> = {}) =>
  declare([stage('Build', build('instant'))], more);

describe('a pipeline', () => {
  test('is shown with what AWS fills in', async () => {
    await trial.create(simple());
    const { pipeline, metadata } = await get();
    expect(pipeline).toMatchObject({ version: 1, executionMode: 'SUPERSEDED', pipelineType: 'V2' });
    expect(pipeline?.stages?.[0]?.actions?.[0]).toMatchObject({ runOrder: 1, inputArtifacts: [] });
    expect(metadata).toMatchObject({
      pipelineArn: 'arn:aws:codepipeline:eu-west-1:111111111111:app',
      created: expect.any(Date),
    });
  });

  test('has a name of its own', async () => {
    await trial.create(simple());
    await expect(trial.create(simple())).rejects.toMatchObject({
      name: 'PipelineNameInUseException',
    });
  });

  test('that is changed has another version, and the old one can be seen', async () => {
    await trial.create(simple());
    await trial.machine.idle();
    await trial.update(simple({ executionMode: 'QUEUED' }));
    expect((await get()).pipeline).toMatchObject({ version: 2, executionMode: 'QUEUED' });
    expect((await get(1)).pipeline).toMatchObject({ version: 1, executionMode: 'SUPERSEDED' });
    await expect(get(3)).rejects.toMatchObject({ name: 'PipelineVersionNotFoundException' });
  });

  test('that is deleted takes its history along, and can be made anew', async () => {
    await trial.create(simple());
    await trial.machine.idle();
    await trial.client.send(new DeletePipelineCommand({ name: 'app' }));
    await expect(get()).rejects.toMatchObject({ name: 'PipelineNotFoundException' });
    await trial.client.send(new DeletePipelineCommand({ name: 'app' }));
    await trial.create(simple());
    await trial.machine.idle();
    expect(await trial.executions()).toHaveLength(1);
  });

  test('that is deleted while it runs is not missed by its build', async () => {
    await trial.create(declare([stage('Build', build('slow'))]));
    const running = await trial.around.started(1);
    await trial.client.send(new DeletePipelineCommand({ name: 'app' }));
    running.end();
    await trial.machine.idle();
    expect((await trial.client.send(new ListPipelinesCommand({}))).pipelines).toEqual([]);
  });

  test('is listed by name, in pages', async () => {
    for (const name of ['c', 'a', 'b']) await trial.create(simple({ name }));
    const first = await trial.client.send(new ListPipelinesCommand({ maxResults: 2 }));
    expect(first.pipelines?.map(({ name }) => name)).toEqual(['a', 'b']);
    const { nextToken } = first;
    const second = await trial.client.send(new ListPipelinesCommand({ nextToken }));
    expect(second.pipelines?.map(({ name }) => name)).toEqual(['c']);
    expect(second.nextToken).toBeUndefined();
  });
});

describe('an update', () => {
  test('cancels what waits at once, and what runs when its actions have ended', async () => {
    const pipeline = declare([stage('Build', build('slow')), stage('Deploy', build('instant'))]);
    await trial.create(pipeline);
    const running = await trial.around.started(1);
    await trial.start();
    await trial.update(pipeline);
    expect(await trial.statuses()).toEqual(['Cancelled', 'InProgress']);
    running.end();
    await trial.machine.idle();
    expect(await trial.statuses()).toEqual(['Cancelled', 'Cancelled']);
    expect(trial.around.builds).toHaveLength(1);
    expect((await trial.stage('Build'))?.latestExecution?.status).toBe('Cancelled');
    expect(trial.around.eventsOf('Pipeline')).toEqual([
      'STARTED',
      'STARTED',
      'CANCELED',
      'CANCELED',
    ]);
  });

  test('does not wait for an approval', async () => {
    await trial.create(declare([stage('Approve', approval())]));
    await trial.machine.idle();
    await trial.update(simple());
    expect(await trial.statuses()).toEqual(['Cancelled']);
  });

  test('lets PARALLEL executions end in the structure they began with', async () => {
    const before = [stage('Build', build('slow')), stage('Gone', build('instant-gone'))];
    await trial.create(declare(before, { executionMode: 'PARALLEL' }));
    const running = await trial.around.started(1);
    await trial.update(simple({ executionMode: 'PARALLEL' }));
    running.end();
    await trial.machine.idle();
    expect(await trial.statuses()).toEqual(['Succeeded']);
    expect(trial.around.builds[1]?.input.projectName).toBe('instant-gone');
  });
});

describe('a declaration', () => {
  const deploy = (provider: string) => ({
    ...build('x'),
    actionTypeId: { category: 'Deploy', owner: 'AWS', provider, version: '1' } as const,
  });
  const changed = (change: (pipeline: PipelineDeclaration) => void) => {
    const pipeline = structuredClone(simple());
    change(pipeline);
    return pipeline;
  };

  test.each<[string, PipelineDeclaration, string, string]>([
    ['one stage', declare([]), 'InvalidStructureException', '1 stage'],
    [
      'no source in the first stage',
      changed((p) => p.stages?.shift()),
      'InvalidStructureException',
      'minimum of 2',
    ],
    [
      'a source in a later stage',
      declare([{ ...source(), name: 'Again' }]),
      'InvalidStructureException',
      'only the first stage',
    ],
    [
      'two stages of one name',
      declare([stage('Build', build('a')), stage('Build', build('b'))]),
      'InvalidStructureException',
      'Build',
    ],
    [
      'an input that nothing produces',
      declare([stage('Build', build('a', { inputArtifacts: [{ name: 'Nothing' }] }))]),
      'InvalidActionDeclarationException',
      'Nothing',
    ],
    [
      'an output that exists already',
      declare([stage('Build', build('a', { outputArtifacts: [{ name: 'SourceOutput' }] }))]),
      'InvalidStructureException',
      'SourceOutput',
    ],
    [
      'an unknown configuration key',
      declare([stage('Build', build('a', { configuration: { Project: 'a' } }))]),
      'InvalidActionDeclarationException',
      'Project',
    ],
    [
      'a configuration value of more than 1000 characters',
      declare([
        stage('Build', build('a', { configuration: { EnvironmentVariables: 'x'.repeat(1001) } })),
      ]),
      'InvalidActionDeclarationException',
      '1000',
    ],
    [
      'a namespace that nothing provides',
      declare([stage('Build', build('a', { configuration: { ProjectName: '#{Other.Name}' } }))]),
      'InvalidActionDeclarationException',
      'Other',
    ],
    [
      'a variable in a source action',
      changed((p) => {
        const action = p.stages?.[0]?.actions?.[0];
        if (action?.configuration) action.configuration.BranchName = '#{variables.B}';
      }),
      'InvalidActionDeclarationException',
      'source actions',
    ],
    [
      'a timeout on what is no approval',
      declare([stage('Build', build('a', { timeoutInMinutes: 10 }))]),
      'InvalidActionDeclarationException',
      'timeoutInMinutes',
    ],
    [
      'QUEUED on V1',
      simple({ pipelineType: 'V1', executionMode: 'QUEUED' }),
      'InvalidStructureException',
      'QUEUED',
    ],
    [
      'variables on V1',
      simple({ pipelineType: 'V1', variables: [{ name: 'A' }] }),
      'InvalidStructureException',
      'variables',
    ],
    ['a role that is none', simple({ roleArn: 'me' }), 'ValidationException', 'roleArn'],
    ['a bad name', simple({ name: 'a/b' }), 'ValidationException', 'pipeline.name'],
    [
      'an action this machine does not run',
      declare([stage('Deploy', deploy('CodeDeploy'))]),
      'NotImplementedException',
      'Deploy/AWS/CodeDeploy/1',
    ],
    [
      'a trigger',
      simple({
        triggers: [
          {
            providerType: 'CodeStarSourceConnection',
            gitConfiguration: { sourceActionName: 'Source' },
          },
        ],
      }),
      'NotImplementedException',
      'triggers',
    ],
  ])('with %s is refused', async (_, pipeline, name, text) => {
    await expect(trial.client.send(new CreatePipelineCommand({ pipeline }))).rejects.toMatchObject({
      name,
      message: expect.stringContaining(text),
    });
    expect((await trial.client.send(new ListPipelinesCommand({}))).pipelines).toEqual([]);
  });

  test('without a type is one of V1, and runs', async () => {
    const { pipelineType: _, ...pipeline } = simple();
    await trial.create(pipeline);
    await trial.machine.idle();
    expect((await get()).pipeline?.pipelineType).toBe('V1');
    expect(await trial.statuses()).toEqual(['Succeeded']);
  });
});

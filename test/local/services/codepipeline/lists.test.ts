import {
  ListActionExecutionsCommand,
  ListPipelineExecutionsCommand,
  RetryStageExecutionCommand,
} from '@aws-sdk/client-codepipeline';
import { build, declare, stage } from './declarations';
import { Trial } from './trial';

let trial: Trial;
beforeEach(async () => {
  trial = await Trial.begin();
  await trial.create(declare([stage('Build', build('instant')), stage('Deploy', build('slow'))]));
  (await trial.around.started(2)).end('FAILED');
  await trial.machine.idle();
});
afterEach(() => trial.machine.destroy());

const pipelineName = 'app';

async function anotherSuccess(): Promise<string> {
  const { length } = trial.around.builds;
  const id = await trial.start();
  (await trial.around.started(length + 2)).end();
  await trial.machine.idle();
  return id;
}

describe('the list of executions', () => {
  test('comes newest first, in pages that new executions do not shift', async () => {
    const second = await anotherSuccess();
    await anotherSuccess();
    const first = await trial.client.send(
      new ListPipelineExecutionsCommand({ pipelineName, maxResults: 1 }),
    );
    await anotherSuccess();
    const { nextToken } = first;
    const next = await trial.client.send(
      new ListPipelineExecutionsCommand({ pipelineName, maxResults: 1, nextToken }),
    );
    expect(next.pipelineExecutionSummaries?.[0]?.pipelineExecutionId).toBe(second);
    const last = await trial.client.send(
      new ListPipelineExecutionsCommand({ pipelineName, maxResults: 1, nextToken: next.nextToken }),
    );
    expect(last.pipelineExecutionSummaries?.[0]?.status).toBe('Failed');
    expect(last.nextToken).toBeUndefined();
  });

  test('can be of those that succeeded in a stage', async () => {
    const good = await anotherSuccess();
    const of = async (stageName: string) => {
      const filter = { succeededInStage: { stageName } };
      const command = new ListPipelineExecutionsCommand({ pipelineName, filter });
      const { pipelineExecutionSummaries } = await trial.client.send(command);
      return pipelineExecutionSummaries?.map(({ pipelineExecutionId }) => pipelineExecutionId);
    };
    expect(await of('Deploy')).toEqual([good]);
    expect(await of('Build')).toHaveLength(2);
  });

  test.each([{ maxResults: 0 }, { maxResults: 101 }])('refuses %p', async (bad) => {
    await expect(
      trial.client.send(new ListPipelineExecutionsCommand({ pipelineName, ...bad })),
    ).rejects.toMatchObject({ name: 'ValidationException' });
  });

  test('refuses a token that is none', async () => {
    await expect(
      trial.client.send(new ListPipelineExecutionsCommand({ pipelineName, nextToken: 'x' })),
    ).rejects.toMatchObject({ name: 'InvalidNextTokenException' });
  });
});

describe('the list of action executions', () => {
  const names = async (input: Partial<ListActionExecutionsCommand['input']>) => {
    const command = new ListActionExecutionsCommand({ pipelineName, ...input });
    const { actionExecutionDetails, nextToken } = await trial.client.send(command);
    return {
      names: actionExecutionDetails?.map(({ actionName, status }) => `${actionName} ${status}`),
      nextToken,
    };
  };

  test('pages through the actions of all executions', async () => {
    await anotherSuccess();
    const first = await names({ maxResults: 4 });
    expect(first.names).toEqual([
      'slow Succeeded',
      'instant Succeeded',
      'Source Succeeded',
      'slow Failed',
    ]);
    const second = await names({ nextToken: first.nextToken });
    expect(second).toEqual({
      names: ['instant Succeeded', 'Source Succeeded'],
      nextToken: undefined,
    });
  });

  test('can be of one execution, with all its attempts or the latest alone', async () => {
    const [execution] = await trial.executions();
    const pipelineExecutionId = execution?.pipelineExecutionId;
    await trial.client.send(
      new RetryStageExecutionCommand({
        pipelineName,
        pipelineExecutionId,
        stageName: 'Deploy',
        retryMode: 'FAILED_ACTIONS',
      }),
    );
    (await trial.around.started(3)).end();
    await trial.machine.idle();
    await anotherSuccess();
    expect((await names({ filter: { pipelineExecutionId } })).names).toHaveLength(4);
    const latest = { pipelineExecutionId, startTimeRange: 'Latest' as const };
    expect((await names({ filter: { latestInPipelineExecution: latest } })).names).toEqual([
      'slow Succeeded',
      'instant Succeeded',
      'Source Succeeded',
    ]);
  });
});

import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { withRunning } from '../../../../buildspecs/program/history/running';

/** A history, newest first: the commit, how its release ended, and how each of its actions did, the latest first. */
type Told = readonly [commit: string, status: string, ...actions: string[]];

let server: Server;
let told: readonly Told[] = [];

/** Says what CodePipeline would of that history. */
beforeAll(async () => {
  server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk) => {
      text += chunk;
    });
    request.on('end', () => {
      const id = JSON.parse(text).filter?.pipelineExecutionId;
      response.end(JSON.stringify(id === undefined ? executions() : actionsOf(Number(id))));
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
});
afterAll(() => {
  server.close();
});

function executions() {
  const pipelineExecutionSummaries = told.map(([revisionId, status], at) => ({
    pipelineExecutionId: String(at),
    status,
    sourceRevisions: [{ revisionId }],
  }));
  return { pipelineExecutionSummaries };
}

function actionsOf(at: number) {
  const [, , ...actions] = told[at] ?? ['', ''];
  const actionExecutionDetails = actions.map((words) => {
    const [actionName, status] = words.split(' ');
    return { actionName, status };
  });
  return { actionExecutionDetails };
}

async function runningIn(history: readonly Told[]): Promise<string | undefined> {
  told = history;
  const { port } = server.address() as AddressInfo;
  const env = await withRunning({
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'key',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
    GITENV_APPLICATION: 'shop',
  });
  return env.GITENV_COMMIT;
}

describe('what runs, for a build that nobody has told', () => {
  const before: Told = ['before', 'Succeeded'];

  test('is what was released last', async () => {
    expect(await runningIn([['last', 'Succeeded'], before])).toBe('last');
    expect(await runningIn([['last', 'Failed', 'Deploy Failed'], before])).toBe('before');
    expect(await runningIn([['last', 'Failed', 'Gate Failed'], before])).toBe('before');
  });

  test('is what was deployed and did not verify, or is being verified', async () => {
    const actions = ['Verify Failed', 'Deploy Succeeded'];
    expect(await runningIn([['last', 'Failed', ...actions], before])).toBe('last');
    const looking = ['Verify InProgress', 'Deploy Succeeded'];
    expect(await runningIn([['last', 'InProgress', ...looking], before])).toBe('last');
  });

  test('is nothing before the first deploy', async () => {
    await expect(runningIn([['first', 'Failed', 'Build Failed']])).rejects.toMatchObject({
      code: 'NOTHING_RUNS',
    });
  });
});

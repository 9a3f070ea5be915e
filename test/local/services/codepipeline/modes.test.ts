import { approval, build, declare, stage } from './declarations';
import { Trial } from './trial';

let trial: Trial;
beforeEach(async () => {
  trial = await Trial.begin();
});
afterEach(() => trial.machine.destroy());

describe('executions that meet', () => {
  test('in SUPERSEDED, the newest that waits replaces the older one, and the lock holder goes on', async () => {
    await trial.create(declare([stage('Build', build('slow'))]));
    const running = await trial.around.started(1);
    const second = await trial.start();
    const third = await trial.start();
    running.end();
    (await trial.around.started(2)).end();
    await trial.machine.idle();
    expect(await trial.statuses()).toEqual(['Succeeded', 'Superseded', 'Succeeded']);
    const ids = (await trial.executions()).map(({ pipelineExecutionId }) => pipelineExecutionId);
    expect(ids.slice(0, 2)).toEqual([third, second]);
  });

  test('in SUPERSEDED, an execution at an approval holds its stage and is not superseded', async () => {
    await trial.create(declare([stage('Approve', approval())]));
    await trial.machine.idle();
    const token = await trial.token();
    await trial.start();
    await trial.machine.idle();
    await trial.start();
    await trial.machine.idle();
    expect(await trial.statuses()).toEqual(['InProgress', 'Superseded', 'InProgress']);
    expect(await trial.stage('Approve')).toMatchObject({
      inboundExecutions: [{ status: 'InProgress', type: 'STANDARD' }],
    });
    await trial.answer('Approved', token);
    await trial.machine.idle();
    expect(await trial.statuses()).toEqual(['InProgress', 'Superseded', 'Succeeded']);
  });

  test('in QUEUED, wait their turn and all run, in order', async () => {
    await trial.create(declare([stage('Build', build('slow'))], { executionMode: 'QUEUED' }));
    await trial.around.started(1);
    const second = await trial.start();
    const third = await trial.start();
    for (const number of [1, 2, 3]) (await trial.around.started(number)).end();
    await trial.machine.idle();
    expect(await trial.statuses()).toEqual(['Succeeded', 'Succeeded', 'Succeeded']);
    const order = trial.around.builds.map(({ input }) => input.executionId);
    expect(order.slice(1)).toEqual([second, third]);
  });

  test('in QUEUED, the fifty-first is refused', async () => {
    await trial.create(declare([stage('Build', build('slow'))], { executionMode: 'QUEUED' }));
    for (let count = 1; count < 50; count++) await trial.start();
    await expect(trial.start()).rejects.toMatchObject({
      name: 'ConcurrentPipelineExecutionsLimitExceededException',
    });
    for (let count = 1; count <= 50; count++) (await trial.around.started(count)).end();
    await trial.machine.idle();
    expect(await trial.statuses()).toEqual(Array(50).fill('Succeeded'));
  });

  test('in PARALLEL, do not wait for each other', async () => {
    await trial.create(declare([stage('Build', build('slow'))], { executionMode: 'PARALLEL' }));
    await trial.start();
    await trial.around.started(2);
    trial.around.builds[1]?.end();
    trial.around.builds[0]?.end();
    await trial.machine.idle();
    expect(await trial.statuses()).toEqual(['Succeeded', 'Succeeded']);
  });
});

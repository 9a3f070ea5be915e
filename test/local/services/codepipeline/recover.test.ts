import { approval, build, commits, declare, stage } from './declarations';
import { Trial } from './trial';

let trial: Trial;
beforeEach(async () => {
  trial = await Trial.begin();
});
afterEach(() => trial.machine.destroy());

describe('after a crash', () => {
  test('an action whose build died with the machine fails with the reason', async () => {
    await trial.create(declare([stage('Build', build('slow')), stage('Deploy', build('instant'))]));
    await trial.around.started(1);
    await trial.crash();
    await trial.machine.idle();
    expect(await trial.statuses()).toEqual(['Failed']);
    expect((await trial.actions())[0]).toMatchObject({
      actionName: 'slow',
      status: 'Failed',
      output: {
        executionResult: {
          errorDetails: { code: 'JobFailed', message: 'Build terminated with state: STOPPED.' },
        },
      },
    });
  });

  test('the stage is free again, and what waited for it goes on', async () => {
    await trial.create(declare([stage('Build', build('slow'))], { executionMode: 'QUEUED' }));
    await trial.around.started(1);
    const second = await trial.start();
    await trial.crash();
    (await trial.around.started(1)).end();
    await trial.machine.idle();
    expect(await trial.statuses()).toEqual(['Succeeded', 'Failed']);
    expect(trial.around.builds[0]?.input.executionId).toBe(second);
  });

  test('an approval still waits for its answer, under the same token', async () => {
    await trial.create(declare([stage('Approve', approval()), stage('Deploy', build('instant'))]));
    await trial.machine.idle();
    const token = await trial.token();
    await trial.crash();
    expect(await trial.token()).toBe(token);
    await trial.answer('Approved', token);
    await trial.machine.idle();
    expect(await trial.statuses()).toEqual(['Succeeded']);
  });

  test('a source is read again, so that no push is lost', async () => {
    trial.around.hold = true;
    await trial.create(declare([stage('Build', build('instant'))]));
    expect(await trial.statuses()).toEqual(['InProgress']);
    await trial.crash();
    await trial.machine.idle();
    expect((await trial.executions())[0]).toMatchObject({
      status: 'Succeeded',
      sourceRevisions: [{ revisionId: commits.a }],
    });
  });

  test('a start that was acknowledged is not repeated by its token', async () => {
    await trial.create(declare([stage('Build', build('slow'))]));
    const id = await trial.start({ clientRequestToken: 'once' });
    await trial.crash();
    expect(await trial.start({ clientRequestToken: 'once' })).toBe(id);
    expect(await trial.executions()).toHaveLength(2);
    (await trial.around.started(1)).end();
  });
});

test('an approval that nobody answers in time fails', async () => {
  let now = new Date('2026-11-21T12:00:00Z');
  const waiting = await Trial.begin({ now: () => now });
  try {
    const action = approval('Approve', { timeoutInMinutes: 5 });
    await waiting.create(declare([stage('Approve', action)]));
    await waiting.machine.idle();
    const token = await waiting.token();
    now = new Date('2026-11-21T12:05:00Z');
    await expect(waiting.answer('Approved', token)).rejects.toMatchObject({
      name: 'ApprovalAlreadyCompletedException',
    });
    expect(await waiting.statuses()).toEqual(['Failed']);
  } finally {
    await waiting.machine.destroy();
  }
});

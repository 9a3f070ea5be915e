import { testAccount, testRegion } from '../../machine';
import { approval, build, commits, declare, stage } from './declarations';
import { Trial } from './trial';

let trial: Trial;
beforeEach(async () => {
  trial = await Trial.begin();
  await trial.create(declare([stage('Approve', approval()), stage('Deploy', build('instant'))]));
  await trial.machine.idle();
});
afterEach(() => trial.machine.destroy());

describe('a manual approval', () => {
  test('holds the execution until it is answered, over a restart too', async () => {
    expect(await trial.statuses()).toEqual(['InProgress']);
    await trial.restart();
    await trial.answer('Approved', await trial.token());
    await trial.machine.idle();
    expect(await trial.statuses()).toEqual(['Succeeded']);
    expect((await trial.stage('Approve'))?.actionStates?.[0]?.latestExecution).toMatchObject({
      status: 'Succeeded',
      summary: 'seen',
      lastUpdatedBy: 'arn:aws:iam::111111111111:user/administrator',
    });
  });

  test('fails the execution when it is rejected, and is answered once', async () => {
    const token = await trial.token();
    await trial.answer('Rejected', token);
    expect(await trial.statuses()).toEqual(['Failed']);
    expect(trial.around.builds).toHaveLength(0);
    await expect(trial.answer('Approved', token)).rejects.toMatchObject({
      name: 'ApprovalAlreadyCompletedException',
    });
  });

  test('is not answered with a foreign token', async () => {
    const foreign = '00000000-0000-4000-8000-000000000000';
    await expect(trial.answer('Approved', foreign)).rejects.toMatchObject({
      name: 'InvalidApprovalTokenException',
    });
    expect(await trial.statuses()).toEqual(['InProgress']);
  });
});

test('an approval with a topic leaves on record what the topic would be told', async () => {
  const NotificationArn = 'arn:aws:sns:eu-west-1:111111111111:approvers';
  const CustomData = 'Release #{SourceVariables.CommitId}?';
  const action = approval('Approve', { configuration: { NotificationArn, CustomData } });
  await trial.update(declare([stage('Approve', action)]));
  await trial.start();
  await trial.machine.idle();
  const token = await trial.token();
  const { machine } = trial.machine;
  const { caller } = machine.credentials.administratorOf(testAccount);
  const notices = machine.context(caller, testRegion).records('codepipeline/notices');
  expect(notices.list()).toEqual([
    expect.objectContaining({
      topic: NotificationArn,
      approval: expect.objectContaining({ token, customData: `Release ${commits.a}?` }),
    }),
  ]);
});

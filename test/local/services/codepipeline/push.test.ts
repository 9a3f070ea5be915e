import { CreatePipelineCommand } from '@aws-sdk/client-codepipeline';
import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import { build, declare, source, stage } from './declarations';
import { Workshop } from './workshop';

const ruleArn = 'arn:aws:events:eu-west-1:111111111111:rule/on-push';
let workshop: Workshop;
beforeEach(async () => {
  workshop = await Workshop.open();
});
afterEach(() => workshop.machine.destroy());

/** A rule as our template has it: the pushed commit pinned, and who pushed in a variable. */
async function listen(): Promise<void> {
  const events = new EventBridgeClient(workshop.machine.client());
  const EventPattern = JSON.stringify({
    source: ['aws.codecommit'],
    'detail-type': ['CodeCommit Repository State Change'],
    detail: { event: ['referenceCreated', 'referenceUpdated'], referenceName: ['main'] },
  });
  await events.send(new PutRuleCommand({ Name: 'on-push', EventPattern }));
  const InputTemplate =
    '{"sourceRevisions":[{"actionName":"Source","revisionType":"COMMIT_ID","revisionValue":<commit>}]}';
  const target = {
    Id: 'pipeline',
    Arn: 'arn:aws:codepipeline:eu-west-1:111111111111:app',
    RoleArn: 'arn:aws:iam::111111111111:role/pipeline',
    InputTransformer: { InputPathsMap: { commit: '$.detail.commitId' }, InputTemplate },
  };
  await events.send(new PutTargetsCommand({ Rule: 'on-push', Targets: [target] }));
}

test('a commit starts its own execution, in the name of the rule', async () => {
  await workshop.project('make', ['mkdir out && echo x > out/x']);
  await workshop.run(stage('Build', build('make')));
  await listen();
  const commit = await workshop.commit({ a: '1' });
  await workshop.machine.idle();
  expect(await workshop.latest()).toMatchObject({
    status: 'Succeeded',
    trigger: { triggerType: 'CloudWatchEvent', triggerDetail: ruleArn },
    sourceRevisions: [{ revisionId: commit }],
  });
});

test('a source that does not say it is not polled sees every commit', async () => {
  await workshop.project('make', ['mkdir out && echo x > out/x']);
  const { PollForSourceChanges: _, ...polled } = source().actions?.[0]?.configuration ?? {};
  const first = source();
  const stages = [
    { ...first, actions: first.actions?.map((one) => ({ ...one, configuration: polled })) },
    stage('Build', build('make')),
  ];
  const pipeline = { ...declare([]), stages };
  await workshop.pipelines.send(new CreatePipelineCommand({ pipeline }));
  await workshop.machine.idle();
  const commit = await workshop.commit({ a: '1' });
  await workshop.machine.idle();
  expect(await workshop.latest()).toMatchObject({
    status: 'Succeeded',
    trigger: { triggerType: 'PollForSourceChanges', triggerDetail: 'Source' },
    sourceRevisions: [{ revisionId: commit }],
  });
});

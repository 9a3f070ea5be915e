import {
  EventBridgeClient,
  PutEventsCommand,
  PutRuleCommand,
  PutTargetsCommand,
  type Target,
} from '@aws-sdk/client-eventbridge';
import { serviceCaller } from '../../../../lib/local/base/caller';
import type { Service } from '../../../../lib/local/base/service';
import { ServiceError } from '../../../../lib/local/base/service-error';
import { jsonProtocol } from '../../../../lib/local/protocol/json';
import { events } from '../../../../lib/local/services/events';
import { deliveriesOf, undeliveredOf } from '../../../../lib/local/services/events/model/records';
import { startMachine, type TestMachine, testAccount, testRegion } from '../../machine';

type Input = Readonly<Record<string, unknown>>;

/** A service that takes what events start, as the test has it. */
function service(name: string, operation: string, take: (input: Input) => unknown): Service {
  return {
    name,
    protocol: jsonProtocol(name),
    operations: {},
    internal: { [operation]: (input: Input) => take(input) },
  };
}

const pipelines = (take: (input: Input) => unknown) =>
  service('codepipeline', 'StartPipelineExecutionByEvent', take);

let machine: TestMachine;
afterEach(() => machine.destroy());

const pipelineTarget: Target = {
  Id: 'pipeline',
  Arn: `arn:aws:codepipeline:${testRegion}:${testAccount}:app`,
  InputTransformer: {
    InputPathsMap: { c: '$.detail.commit', u: '$.detail.user' },
    InputTemplate:
      '{"sourceRevisions":[{"actionName":"Source","revisionType":"COMMIT_ID","revisionValue":<c>}],"variables":[{"name":"BY","value":"<u>"}]}',
  },
};

async function send(target: Target): Promise<string> {
  const client = new EventBridgeClient(machine.client());
  const EventPattern = JSON.stringify({ source: ['team'] });
  await client.send(new PutRuleCommand({ Name: 'deploy', EventPattern }));
  await client.send(new PutTargetsCommand({ Rule: 'deploy', Targets: [target] }));
  const Detail = JSON.stringify({ commit: 'c0ffee', user: 'arn:ada' });
  const { Entries } = await client.send(
    new PutEventsCommand({ Entries: [{ Source: 'team', DetailType: 'x', Detail }] }),
  );
  return Entries?.[0]?.EventId ?? '';
}

const context = () => machine.machine.context(serviceCaller(testAccount), testRegion);

describe('an event for a pipeline', () => {
  test('starts it with the commit and the variables that the rule picks from the event', async () => {
    const taken: Input[] = [];
    machine = await startMachine({ services: [events, pipelines((input) => taken.push(input))] });
    const eventId = await send(pipelineTarget);
    await machine.idle();
    expect(taken).toEqual([
      {
        name: 'app',
        sourceRevisions: [
          { actionName: 'Source', revisionType: 'COMMIT_ID', revisionValue: 'c0ffee' },
        ],
        variables: [{ name: 'BY', value: 'arn:ada' }],
        clientRequestToken: expect.stringMatching(new RegExp(`^${eventId}-[0-9a-f]{16}$`)),
        ruleArn: `arn:aws:events:${testRegion}:${testAccount}:rule/deploy`,
      },
    ]);
    expect(deliveriesOf(context()).list()).toEqual([]);
  });

  test('that the server died over is delivered after a restart, with the same token', async () => {
    let reached = () => {};
    const hanging = new Promise<Input>((resolve) => {
      reached = resolve as () => void;
    });
    const never = pipelines((input) => {
      (reached as (input: Input) => void)(input);
      return new Promise(() => {});
    });
    machine = await startMachine({ services: [events, never] });
    const { root } = machine;
    await send(pipelineTarget);
    const first = await hanging;
    await machine.close();
    const taken: Input[] = [];
    machine = await startMachine({ root, services: [events, pipelines((i) => taken.push(i))] });
    await machine.idle();
    expect(taken).toEqual([first]);
  });

  test('that is too busy waits for another attempt', async () => {
    const busy = pipelines(() => {
      throw new ServiceError('ConcurrentPipelineExecutionsLimitExceededException', 'Full');
    });
    machine = await startMachine({ services: [events, busy] });
    await send(pipelineTarget);
    await machine.idle();
    expect(deliveriesOf(context()).list()).toMatchObject([{ attempts: 1 }]);
    expect(undeliveredOf(context()).list()).toEqual([]);
  });

  test('that is tried no more often than its retry policy allows is kept with the reason', async () => {
    const busy = pipelines(() => {
      throw new ServiceError('ThrottlingException', 'Slow down');
    });
    machine = await startMachine({ services: [events, busy] });
    await send({ ...pipelineTarget, RetryPolicy: { MaximumRetryAttempts: 0 } });
    await machine.idle();
    expect(undeliveredOf(context()).list()).toMatchObject([
      { reason: 'ThrottlingException: Slow down', attempts: 1 },
    ]);
  });

  test('that is not there is not tried again, and kept with the reason', async () => {
    const gone = pipelines(() => {
      throw new ServiceError('PipelineNotFoundException', 'No app');
    });
    machine = await startMachine({ services: [events, gone] });
    await send(pipelineTarget);
    await machine.idle();
    expect(deliveriesOf(context()).list()).toEqual([]);
    expect(undeliveredOf(context()).list()).toMatchObject([
      { reason: 'PipelineNotFoundException: No app' },
    ]);
  });
});

test('an event for a build starts it with what the input says of it', async () => {
  const taken: Input[] = [];
  const builds = service('codebuild', 'StartBuild', (input) => taken.push(input));
  machine = await startMachine({ services: [events, builds] });
  await send({
    Id: 'build',
    Arn: `arn:aws:codebuild:${testRegion}:${testAccount}:project/unit`,
    InputTransformer: {
      InputPathsMap: { c: '$.detail.commit' },
      InputTemplate: '{"sourceVersion":<c>}',
    },
  });
  await machine.idle();
  expect(taken).toMatchObject([{ projectName: 'unit', sourceVersion: 'c0ffee' }]);
});

import { GetScheduleCommand, ListSchedulesCommand } from '@aws-sdk/client-scheduler';
import type { Service } from '../../../../lib/local/base/service';
import { ServiceError } from '../../../../lib/local/base/service-error';
import { jsonProtocol } from '../../../../lib/local/protocol/json';
import { testAccount, testRegion } from '../../machine';
import { Calendar, roleArn } from './calendar';

let calendar: Calendar;
/** What the pipeline was asked, and how it answers the next calls; it takes the rest. */
let calls: { operation: string; input: unknown }[];
let answers: (() => unknown)[];

const codepipeline: Service = {
  name: 'codepipeline',
  protocol: jsonProtocol('CodePipeline_20150709'),
  operations: {
    DisableStageTransition: (input) => answer('DisableStageTransition', input),
    StartPipelineExecution: (input) => answer('StartPipelineExecution', input),
  },
};

function answer(operation: string, input: unknown): unknown {
  calls.push({ operation, input });
  return answers.shift()?.() ?? {};
}

const fail = (code: string, status: number) => () => {
  throw new ServiceError(code, 'not now', status);
};
const hang = () => new Promise(() => undefined);

beforeEach(async () => {
  [calls, answers] = [[], []];
  calendar = await Calendar.open([codepipeline]);
});
afterEach(() => calendar.machine.destroy());

const DELETE = { ActionAfterCompletion: 'DELETE' } as const;
const starts = {
  ...DELETE,
  Target: { Arn: `arn:aws:codepipeline:${testRegion}:${testAccount}:app`, RoleArn: roleArn },
};

test('a target is called once, however many ask at the moment it is due', async () => {
  await calendar.create('at(2026-11-30T12:30:00)', DELETE);
  calendar.now = new Date('2026-11-30T12:30:00Z');
  const { scheduler } = calendar;
  await Promise.all(Array.from({ length: 8 }, () => scheduler.send(new ListSchedulesCommand({}))));
  await calendar.machine.idle();
  expect(await calendar.later(1)).toEqual([]);
  expect(calls).toEqual([
    {
      operation: 'DisableStageTransition',
      input: {
        pipelineName: 'app',
        stageName: 'Deploy',
        transitionType: 'Inbound',
        reason: 'locked',
      },
    },
  ]);
});

test.each([
  ['InternalFailure', 500],
  ['ThrottlingException', 400],
])('what may pass (%s) is tried again, after a pause', async (code, status) => {
  answers.push(fail(code, status), fail(code, status));
  await calendar.create('at(2026-11-30T12:30:00)', DELETE);
  expect(await calendar.later(30)).toEqual(['begins']);
  expect(calls).toHaveLength(1);
  await calendar.later(1 / 60);
  expect(calls).toHaveLength(2);
  expect(await calendar.later(1 / 60)).toEqual(['begins']);
  expect(calls).toHaveLength(2);
  expect(await calendar.later(1 / 60)).toEqual([]);
  expect(calls).toHaveLength(3);
  expect(calendar.undelivered()).toEqual([]);
});

test('no more attempts are made than the retry policy allows', async () => {
  answers.push(fail('InternalFailure', 500), fail('InternalFailure', 500));
  const Target = { ...calendar.input('').Target, RetryPolicy: { MaximumRetryAttempts: 1 } };
  await calendar.create('at(2026-11-30T12:30:00)', { ...DELETE, Target: Target as never });
  await calendar.later(30);
  expect(await calendar.later(5)).toEqual([]);
  await calendar.later(5);
  expect(calls).toHaveLength(2);
  expect(calendar.undelivered()).toEqual(['InternalFailure: not now']);
});

test('a schedule that was changed meanwhile is not removed by an earlier invocation', async () => {
  answers.push(fail('InternalFailure', 500));
  await calendar.create('at(2026-11-30T12:30:00)', DELETE);
  await calendar.later(30);
  await calendar.update('at(2026-11-30T18:00:00)', DELETE);
  expect(await calendar.later(5)).toEqual(['begins']);
  expect(calls).toHaveLength(2);
});

test('a pipeline is started by its ARN, and by the same token after a crash', async () => {
  answers.push(hang);
  await calendar.create('at(2026-11-30T12:30:00)', starts);
  calendar.now = new Date('2026-11-30T12:30:00Z');
  while (calls.length < 1) await calendar.get();
  // What hangs is not waited for, as when the process is killed.
  await calendar.restart();
  await calendar.machine.idle();
  expect(await calendar.names()).toEqual([]);
  expect(calls).toHaveLength(2);
  expect(calls[1]).toEqual(calls[0]);
  expect(calls[0]).toMatchObject({
    operation: 'StartPipelineExecution',
    input: { name: 'app', clientRequestToken: expect.stringMatching(/^[a-zA-Z0-9-]{1,128}$/) },
  });
});

describe('a schedule that recurs', () => {
  test('by a rate begins at once, and ends before its EndDate', async () => {
    const EndDate = new Date('2026-11-30T12:10:00Z');
    await calendar.create('rate(5 minutes)', { ...DELETE, EndDate });
    expect(await calendar.later(0)).toEqual(['begins']);
    expect(calls).toHaveLength(1);
    await calendar.later(4);
    expect(calls).toHaveLength(1);
    expect(await calendar.later(1)).toEqual([]);
    expect(calls).toHaveLength(2);
  });

  test('by a rate begins at its StartDate', async () => {
    await calendar.create('rate(1 hour)', { StartDate: new Date('2026-11-30T12:20:00Z') });
    await calendar.later(19);
    expect(calls).toHaveLength(0);
    await calendar.later(1);
    expect(calls).toHaveLength(1);
    await calendar.later(60);
    expect(calls).toHaveLength(2);
  });

  test('keeps its times when something else about it changes', async () => {
    await calendar.create('rate(10 minutes)');
    await calendar.later(5);
    await calendar.update('rate(10 minutes)', { Description: 'said' });
    await calendar.later(4);
    expect(calls).toHaveLength(1);
    await calendar.later(1);
    expect(calls).toHaveLength(2);
  });

  test('by cron is due by the clock of its time zone', async () => {
    const zone = { ScheduleExpressionTimezone: 'Europe/Berlin' };
    await calendar.create('cron(0 14 * * ? *)', zone);
    await calendar.later(59);
    expect(calls).toHaveLength(0);
    await calendar.later(1);
    expect(calls).toHaveLength(1);
    expect((await calendar.scheduler.send(new GetScheduleCommand({ Name: 'begins' }))).State).toBe(
      'ENABLED',
    );
  });
});

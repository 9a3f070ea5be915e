import { CodeCommitClient, CreateRepositoryCommand } from '@aws-sdk/client-codecommit';
import { DisableStageTransitionCommand } from '@aws-sdk/client-codepipeline';
import { DeleteRoleCommand, DeleteRolePolicyCommand, IAMClient } from '@aws-sdk/client-iam';
import { DeleteScheduleCommand } from '@aws-sdk/client-scheduler';
import { freeRole } from '../../free-role';
import { Workshop } from '../codepipeline/workshop';
import { Calendar, closes, opens, roleArn, trustOf, universal } from './calendar';

let calendar: Calendar;
beforeEach(async () => {
  calendar = await Calendar.open();
  await calendar.pipeline();
});
afterEach(() => calendar.machine.destroy());

const DELETE = { ActionAfterCompletion: 'DELETE' } as const;
const end = {
  Name: 'ends',
  Target: { Arn: universal('enableStageTransition'), RoleArn: roleArn, Input: opens },
  ...DELETE,
};

const closeByHand = () =>
  calendar.pipelines.send(
    new DisableStageTransitionCommand({
      pipelineName: 'app',
      stageName: 'Deploy',
      transitionType: 'Inbound',
      reason: 'by hand',
    }),
  );

describe('two one-time schedules on a pipeline', () => {
  test('close the way into a stage, open it again, and are gone', async () => {
    await calendar.create('at(2026-11-30T13:00:00)', end);
    await calendar.create('at(2026-11-30T12:30:00)', DELETE);
    expect(await calendar.later(29)).toEqual(['begins', 'ends']);
    expect(await calendar.isOpen()).toBe(true);
    expect(await calendar.later(1)).toEqual(['ends']);
    expect(await calendar.isOpen()).toBe(false);
    expect(await calendar.later(30)).toEqual([]);
    expect(await calendar.isOpen()).toBe(true);
    expect(calendar.undelivered()).toEqual([]);
  });

  test('hold a release until the second is due', async () => {
    const workshop = Workshop.at(calendar.machine);
    await workshop.bucket('artifacts');
    const iam = calendar.client(IAMClient);
    await freeRole(iam, 'pipeline', 'codepipeline.amazonaws.com');
    await calendar
      .client(CodeCommitClient)
      .send(new CreateRepositoryCommand({ repositoryName: 'app' }));
    await workshop.commit({ 'a.txt': 'a' });
    await calendar.create('at(2026-11-30T12:30:00)', end);
    await calendar.create('at(2026-11-30T12:01:00)', DELETE);
    await calendar.later(1);
    await workshop.runAgain();
    const states = async () => {
      const { latestExecution, inboundExecution } = (await calendar.deploy()) ?? {};
      return [latestExecution?.status, inboundExecution?.status];
    };
    expect(await states()).toEqual([undefined, 'InProgress']);
    await calendar.later(29);
    expect(await states()).toEqual(['InProgress', undefined]);
  });

  test('act as the role, in a session of their own', async () => {
    await calendar.create('at(2026-11-30T12:30:00)', DELETE);
    await calendar.later(30);
    expect((await calendar.deploy())?.inboundTransitionState).toMatchObject({
      disabledReason: 'locked',
      lastChangedBy: expect.stringMatching(/:assumed-role\/locks\/.+/),
    });
  });
});

describe('a one-time schedule', () => {
  test('stays when nothing is said of its completion, and invokes once', async () => {
    await calendar.create('at(2026-11-30T12:30:00)', { Target: end.Target });
    await closeByHand();
    expect(await calendar.later(30)).toEqual(['begins']);
    expect(await calendar.isOpen()).toBe(true);
    await closeByHand();
    expect(await calendar.later(600)).toEqual(['begins']);
    await calendar.restart();
    await calendar.later(600);
    expect(await calendar.isOpen()).toBe(false);
  });

  test('moves when it is updated', async () => {
    await calendar.create('at(2026-11-30T12:30:00)', DELETE);
    await calendar.update('at(2026-11-30T14:00:00)', DELETE);
    expect(await calendar.later(60)).toEqual(['begins']);
    expect(await calendar.isOpen()).toBe(true);
    expect(await calendar.later(60)).toEqual([]);
    expect(await calendar.isOpen()).toBe(false);
  });

  test('does nothing once it is deleted', async () => {
    await calendar.create('at(2026-11-30T12:30:00)', DELETE);
    await calendar.scheduler.send(new DeleteScheduleCommand({ Name: 'begins' }));
    await calendar.later(60);
    expect(await calendar.isOpen()).toBe(true);
    await expect(calendar.get()).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'Schedule begins does not exist.',
      $metadata: { httpStatusCode: 404 },
    });
  });

  test('does nothing while it is disabled', async () => {
    await calendar.create('at(2026-11-30T12:30:00)', { ...DELETE, State: 'DISABLED' });
    expect(await calendar.later(60)).toEqual(['begins']);
    expect(await calendar.isOpen()).toBe(true);
  });

  test('is due by the clock of its time zone', async () => {
    const zone = { ...DELETE, ScheduleExpressionTimezone: 'America/New_York' };
    await calendar.create('at(2026-11-30T08:00:00)', zone);
    expect(await calendar.later(59)).toEqual(['begins']);
    expect(await calendar.later(1)).toEqual([]);
    expect(await calendar.isOpen()).toBe(false);
  });

  test('rings by itself, with nobody asking for schedules', async () => {
    await calendar.create('at(2026-11-30T12:30:00)', DELETE);
    // The timer is set anew by the next request, to what is left.
    calendar.now = new Date('2026-11-30T12:29:59.999Z');
    await calendar.get();
    calendar.now = new Date('2026-11-30T12:30:00Z');
    while (await calendar.isOpen()) await calendar.machine.idle();
    expect(await calendar.isOpen()).toBe(false);
  });
});

describe('a schedule whose server was away when it was due', () => {
  test('invokes its target at the start, once', async () => {
    await calendar.create('at(2026-11-30T12:30:00)', DELETE);
    await calendar.machine.close();
    calendar.now = new Date('2026-11-30T18:00:00Z');
    await calendar.restart();
    await calendar.machine.idle();
    expect(await calendar.isOpen()).toBe(false);
    expect(await calendar.names()).toEqual([]);
  });

  test('gives up, and is gone, once its event is too old', async () => {
    const RetryPolicy = { MaximumEventAgeInSeconds: 60 };
    const Target = { ...calendar.input('').Target, RetryPolicy } as never;
    await calendar.create('at(2026-11-30T12:30:00)', { ...DELETE, Target });
    await calendar.machine.close();
    calendar.now = new Date('2026-11-30T12:31:01Z');
    await calendar.restart();
    await calendar.machine.idle();
    expect(await calendar.isOpen()).toBe(true);
    expect(await calendar.names()).toEqual([]);
    expect(calendar.undelivered()).toEqual([expect.stringMatching('MaximumEventAgeInSeconds')]);
  });
});

describe('an invocation', () => {
  test('fails when the role has gone, and is not counted as done', async () => {
    await calendar.create('at(2026-11-30T12:30:00)', DELETE);
    const role = { RoleName: 'locks' };
    const iam = calendar.client(IAMClient);
    await iam.send(new DeleteRolePolicyCommand({ ...role, PolicyName: 'all' }));
    await iam.send(new DeleteRoleCommand(role));
    await calendar.later(30);
    expect(await calendar.isOpen()).toBe(true);
    expect(calendar.undelivered()).toEqual([expect.stringContaining('must allow AWS EventBridge')]);
  });

  test('fails when the role does not trust Scheduler any more', async () => {
    await calendar.create('at(2026-11-30T12:30:00)', DELETE);
    await calendar.trust(trustOf({}, 'lambda.amazonaws.com'));
    await calendar.later(30);
    expect(await calendar.isOpen()).toBe(true);
  });

  test('fails when the pipeline is not there, with the reason kept', async () => {
    const Input = closes.replace('"app"', '"other"');
    const Target = { ...calendar.input('').Target, Input } as never;
    await calendar.create('at(2026-11-30T12:30:00)', { ...DELETE, Target });
    expect(await calendar.later(30)).toEqual([]);
    expect(calendar.undelivered()).toEqual([expect.stringMatching('PipelineNotFoundException')]);
  });

  test('tells its input which schedule it is of, and when it was due', async () => {
    const Reason = '(<aws.scheduler.scheduled-time>) (<aws.scheduler.attempt-number>)';
    const Input = closes.replace('locked', Reason);
    const Target = { ...calendar.input('').Target, Input } as never;
    await calendar.create('at(2026-11-30T12:30:00)', { ...DELETE, Target });
    await calendar.later(30);
    // A reason takes no colon: the time alone shows that the words were filled in.
    expect(calendar.undelivered()[0]).toMatch("'(2026-11-30T12:30:00Z) (1)' at 'reason'");
  });
});

import type { CreateScheduleInput, FlexibleTimeWindow, Target } from '@aws-sdk/client-scheduler';
import type { Context } from '../../../base/context';
import { notImplemented } from '../../../base/service-error';
import { invalid } from '../model/errors';
import {
  checkChoice,
  checkGroupName,
  checkRange,
  checkState,
  checkText,
  roleRule,
} from '../model/members';
import type { Definition } from '../model/records';
import { invalidExpression, readTiming } from '../model/timing';
import { assumeRole } from './role';
import { targetKindOf } from './targets';

/**
 * What a schedule is asked to do, once it is sure that this machine can do it.
 * @throws ValidationException, or 501 naming what is not done here
 */
export async function checkDefinition(
  input: CreateScheduleInput,
  context: Context,
): Promise<Definition> {
  checkText('description', input.Description, { least: 0, most: 512 });
  checkState(input.State);
  checkChoice('actionAfterCompletion', input.ActionAfterCompletion, ['NONE', 'DELETE']);
  if (input.KmsKeyArn !== undefined) throw notImplemented('scheduler', 'KmsKeyArn');
  checkWindow(input.FlexibleTimeWindow);
  const when = checkTime(input, context);
  const { Arn = '', RoleArn = '', ...target } = checkTarget(input.Target, context);
  await assumeRole(RoleArn, checkGroupName(input.GroupName), 'check', context);
  return {
    ...(input.Description !== undefined && { Description: input.Description }),
    ...when,
    State: input.State ?? 'ENABLED',
    FlexibleTimeWindow: { Mode: 'OFF' },
    Target: {
      ...target,
      Arn,
      RoleArn,
      RetryPolicy: {
        MaximumEventAgeInSeconds: target.RetryPolicy?.MaximumEventAgeInSeconds ?? 86_400,
        MaximumRetryAttempts: target.RetryPolicy?.MaximumRetryAttempts ?? 185,
      },
    },
    ActionAfterCompletion: input.ActionAfterCompletion ?? 'NONE',
  };
}

function checkWindow(window: FlexibleTimeWindow | undefined): void {
  const { Mode, MaximumWindowInMinutes } = window ?? {};
  checkChoice('flexibleTimeWindow.mode', Mode, ['OFF', 'FLEXIBLE']);
  checkRange('flexibleTimeWindow.maximumWindowInMinutes', MaximumWindowInMinutes, 1, 1440);
  if (Mode === 'FLEXIBLE') throw notImplemented('scheduler', 'FlexibleTimeWindow FLEXIBLE');
  if (MaximumWindowInMinutes !== undefined)
    throw invalid('MaximumWindowInMinutes must not be set when FlexibleTimeWindow is OFF.');
}

type When = Pick<
  Definition,
  'ScheduleExpression' | 'ScheduleExpressionTimezone' | 'StartDate' | 'EndDate'
>;

/** A time that is past is refused, as is a start of more than five minutes ago. */
function checkTime(input: CreateScheduleInput, context: Context): When {
  const { ScheduleExpression = '', ScheduleExpressionTimezone = 'UTC', StartDate, EndDate } = input;
  checkText('scheduleExpression', ScheduleExpression, { most: 256 });
  checkText('scheduleExpressionTimezone', ScheduleExpressionTimezone, { most: 50 });
  const timing = readTiming(ScheduleExpression, ScheduleExpressionTimezone);
  const now = context.now();
  if (timing.once && !timing.next(now, new Date(now.getTime() - 1)))
    throw invalidExpression(ScheduleExpression);
  if (!timing.once && StartDate && StartDate.getTime() < now.getTime() - 5 * 60_000)
    throw invalid('The StartDate you specify cannot be earlier than 5 minutes ago.');
  if (!timing.once && EndDate && EndDate <= (StartDate ?? now))
    throw invalid('The EndDate you specify must be later than the StartDate, and in the future.');
  return {
    ScheduleExpression,
    ScheduleExpressionTimezone,
    ...(StartDate && { StartDate: StartDate.toISOString() }),
    ...(EndDate && { EndDate: EndDate.toISOString() }),
  };
}

const honoured = ['Arn', 'RoleArn', 'Input', 'RetryPolicy'];

function checkTarget(target: Target | undefined, context: Context): Target {
  const given: Partial<Target> = target ?? {};
  const { Arn = '', RoleArn, Input, RetryPolicy = {} } = given;
  checkText('target.arn', Arn, { most: 1600 });
  checkText('target.roleArn', RoleArn, roleRule);
  checkText('target.input', Input, { most: Number.POSITIVE_INFINITY });
  const { MaximumEventAgeInSeconds: age, MaximumRetryAttempts: attempts } = RetryPolicy;
  checkRange('target.retryPolicy.maximumEventAgeInSeconds', age, 60, 86_400);
  checkRange('target.retryPolicy.maximumRetryAttempts', attempts, 0, 185);
  const other = Object.keys(given).find((name) => !honoured.includes(name));
  if (other !== undefined) throw notImplemented('scheduler', `a target's ${other}`);
  const checked: Target = { Arn, RoleArn, Input, RetryPolicy };
  targetKindOf(Arn, context).check(checked);
  return checked;
}

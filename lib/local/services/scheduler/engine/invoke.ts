import type { Context } from '../../../base/context';
import { ServiceError } from '../../../base/service-error';
import {
  type Invocation,
  invocationsOf,
  keyOf,
  type Schedule,
  schedulesOf,
  undeliveredOf,
} from '../model/records';
import { assumeRole } from './role';
import { targetKindOf } from './targets';

/**
 * Writes down that a schedule is due, before its time moves on: a crash between the two finds the same invocation again
 * and makes no second one.
 */
export function noteInvocation(schedule: Schedule, due: string, context: Context): void {
  const id = `${schedule.generation}-${Date.parse(due) / 1000}`.replace('.', '-');
  if (invocationsOf(context).get(id)) return;
  invocationsOf(context).put(id, {
    id,
    group: schedule.group,
    schedule: schedule.name,
    generation: schedule.generation,
    due,
    target: schedule.definition.Target,
    attempts: 0,
    next: due,
  });
}

/**
 * One attempt to call a target, as the schedule's role. What the role may do is decided where any call of a role's is:
 * by the service that is called.
 */
export async function attempt(invocation: Invocation, context: Context): Promise<void> {
  await context.ready();
  try {
    if (isTooOld(invocation, context))
      throw new ServiceError('MaximumEventAgeInSeconds', 'The retry policy allows no more time.');
    const { id, group, target } = invocation;
    const role = await assumeRole(target.RoleArn, group, id, context);
    await targetKindOf(target.Arn, context).call(invocation, context.as(role));
    complete(invocation, context);
  } catch (error) {
    const tried = { ...invocation, attempts: invocation.attempts + 1 };
    if (error instanceof ServiceError && mayPass(error) && hasAttemptLeft(tried))
      retryLater(tried, context);
    else giveUp(tried, error, context);
    if (!(error instanceof ServiceError)) throw error;
  }
}

function isTooOld({ due, target }: Invocation, context: Context): boolean {
  const { MaximumEventAgeInSeconds = 86_400 } = target.RetryPolicy ?? {};
  return context.now().getTime() - Date.parse(due) > MaximumEventAgeInSeconds * 1000;
}

function hasAttemptLeft({ attempts, target }: Invocation): boolean {
  return attempts <= (target.RetryPolicy?.MaximumRetryAttempts ?? 185);
}

/** AWS does not say which failures it repeats. Here it is those that may pass: the target failed, or was busy. */
function mayPass({ code, status }: ServiceError): boolean {
  return (
    (status >= 500 && status !== 501) ||
    /Throttl|TooManyRequests|LimitExceeded|^ConflictException$/.test(code)
  );
}

/** After 1, 2, 4 … 60 seconds. */
function retryLater(invocation: Invocation, context: Context): void {
  const seconds = Math.min(60, 2 ** (invocation.attempts - 1));
  const next = new Date(context.now().getTime() + seconds * 1000).toISOString();
  invocationsOf(context).put(invocation.id, { ...invocation, next });
}

const mostKept = 1000;

function giveUp(invocation: Invocation, error: unknown, context: Context): void {
  const reason =
    error instanceof ServiceError ? `${error.code}: ${error.message}` : 'The emulator failed.';
  const undelivered = undeliveredOf(context);
  const endedAt = context.now().toISOString();
  undelivered.put(invocation.id, { ...invocation, endedAt, reason });
  const all = undelivered.list();
  for (const { id } of all.slice(0, Math.max(0, all.length - mostKept))) undelivered.delete(id);
  complete(invocation, context);
}

/** The schedule goes first: an invocation that is left over after a crash still knows what to remove. */
function complete({ id, group, schedule: name, generation }: Invocation, context: Context): void {
  const schedule = schedulesOf(context).get(keyOf({ group, name }));
  const isLast = schedule?.generation === generation && schedule.due === undefined;
  if (isLast && schedule.definition.ActionAfterCompletion === 'DELETE')
    schedulesOf(context).delete(keyOf(schedule));
  invocationsOf(context).delete(id);
}

import { serviceCaller } from '../../../base/caller';
import type { Context } from '../../../base/context';
import { Timer } from '../../../base/timer';
import {
  type Invocation,
  invocationsOf,
  keyOf,
  type Schedule,
  schedulesOf,
} from '../model/records';
import { readTiming, type Timing } from '../model/timing';
import { attempt, noteInvocation } from './invoke';

/** What this process works on in one account and region. */
interface Work {
  readonly timer: Timer;
  /** Ids of invocations that are being attempted. */
  readonly running: Set<string>;
}

const works = new WeakMap<object, Work>();

function workOf(context: Context): Work {
  const invocations = invocationsOf(context);
  const work = works.get(invocations) ?? { timer: new Timer(), running: new Set() };
  works.set(invocations, work);
  return work;
}

/**
 * Invokes what is due, once however late it is, and sets the timer for what comes next. After a start this is also what
 * came due while no server ran, and what a crash interrupted.
 */
export function keepTime(context: Context): void {
  const now = context.now().toISOString();
  for (const schedule of schedulesOf(context).list())
    if (schedule.due !== undefined && schedule.due <= now) fire(schedule, schedule.due, context);
  const { running } = workOf(context);
  for (const invocation of invocationsOf(context).list())
    if (invocation.next <= now && !running.has(invocation.id)) start(invocation, context);
  rearm(context);
}

function fire(schedule: Schedule, due: string, context: Context): void {
  noteInvocation(schedule, due, context);
  const { due: _, ...rest } = schedule;
  const next = nextTime(schedule, context.now());
  schedulesOf(context).put(keyOf(schedule), next ? { ...rest, due: next.toISOString() } : rest);
}

function start(invocation: Invocation, context: Context): void {
  const { running } = workOf(context);
  running.add(invocation.id);
  const done = attempt(invocation, context.as(serviceCaller(context.account))).finally(() => {
    running.delete(invocation.id);
    rearm(context);
  });
  context.work(done);
}

/** Sets the one timer for whatever is due next. */
export function rearm(context: Context): void {
  const { timer, running } = workOf(context);
  const times = [
    ...schedulesOf(context)
      .list()
      .map(({ due }) => due),
    ...invocationsOf(context)
      .list()
      .map(({ id, next }) => (running.has(id) ? undefined : next)),
  ];
  const [soonest] = times.filter((time) => time !== undefined).sort();
  timer.set(context, soonest, () => keepTime(context));
}

/** The same schedule with its first time from now on, if it is enabled. A time that has just passed is due at once. */
export function timed(schedule: Omit<Schedule, 'from' | 'due'>, context: Context): Schedule {
  const { StartDate, State } = schedule.definition;
  const now = context.now();
  const { once } = timingOf(schedule.definition);
  const start = once ? now : new Date(StartDate ?? now);
  const begun = { ...schedule, from: start.toISOString() };
  const justBefore = new Date(once ? 0 : Math.max(start.getTime(), now.getTime()) - 1);
  const next = State === 'ENABLED' ? nextTime(begun, justBefore) : undefined;
  return { ...begun, ...(next && { due: next.toISOString() }) };
}

/** Start and end count for what recurs, and not for what happens once. */
function nextTime({ definition, from }: Schedule, after: Date): Date | undefined {
  const timing = timingOf(definition);
  const next = timing.next(new Date(from), after);
  const { EndDate } = definition;
  const isOver = !timing.once && EndDate !== undefined && next && next >= new Date(EndDate);
  return isOver ? undefined : next;
}

function timingOf(definition: Schedule['definition']): Timing {
  return readTiming(definition.ScheduleExpression, definition.ScheduleExpressionTimezone);
}

import { clockOfZone, nextOpening, type WallTime, windowOf } from '../../../base/cron';
import { notImplemented } from '../../../base/service-error';
import { invalid } from './errors';

/** When a schedule invokes its target. */
export interface Timing {
  /** Whether it does so only once. */
  readonly once: boolean;
  /**
   * The first time after a moment; nothing where there is none for years.
   * @param from the first time of a rate
   */
  next(from: Date, after: Date): Date | undefined;
}

type Clock = (at: Date) => WallTime;

const units = { minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const;

/**
 * Reads `at(2026-11-30T18:00:00)`, `rate(5 minutes)` or `cron(0 10 ? * MON-FRI *)`, by the clock of a time zone.
 * @throws ValidationException
 */
export function readTiming(expression: string, timeZone: string): Timing {
  const clock = /^[+-]/.test(timeZone) ? undefined : clockOfZone(timeZone);
  if (!clock) throw invalid(`Invalid ScheduleExpressionTimezone ${timeZone}`);
  const [, kind = '', inner = ''] = /^(at|rate|cron)\((.*)\)$/.exec(expression) ?? [];
  const read = { at, rate, cron }[kind];
  const timing = read?.(inner.trim(), clock);
  if (!timing) throw invalidExpression(expression);
  return timing;
}

export const invalidExpression = (expression: string) =>
  invalid(`Invalid Schedule Expression ${expression}.`);

function at(text: string, clock: Clock): Timing | undefined {
  const match = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)$/.exec(text);
  const wall = new Date(`${text}Z`);
  // A day or an hour that does not exist is no date, or is read as another one.
  if (!match || Number.isNaN(wall.getTime()) || wall.toISOString() !== `${text}.000Z`)
    return undefined;
  const time = instantOf(wall, clock);
  return { once: true, next: (_, after) => (time > after ? time : undefined) };
}

/** The moment at which a clock shows this; the first of two where it is put back. */
function instantOf(wall: Date, clock: Clock): Date {
  const time = wall.getTime();
  const [found] = [-units.day, units.day]
    .map((shift) => new Date(time - offsetAt(new Date(time + shift), clock)))
    .filter((candidate) => candidate.getTime() + offsetAt(candidate, clock) === time)
    .sort((a, b) => a.getTime() - b.getTime());
  // AWS does not say what becomes of such a time.
  if (!found) throw notImplemented('scheduler', 'at() in an hour that the time zone leaves out');
  return found;
}

/** How many milliseconds a clock is ahead of UTC. */
function offsetAt(time: Date, clock: Clock): number {
  const { year, month, day, hour, minute } = clock(time);
  const shown = Date.UTC(year, month - 1, day, hour, minute);
  return shown - Math.floor(time.getTime() / units.minute) * units.minute;
}

/** Singular or plural is all the same here, unlike in a rule's rate. */
function rate(text: string): Timing | undefined {
  const [, value = '', unit = ''] = /^(\d+)\s+(minute|hour|day)s?$/.exec(text) ?? [];
  const length = new Map(Object.entries(units)).get(unit);
  if (length === undefined || Number(value) < 1) return undefined;
  const period = Number(value) * length;
  return {
    once: false,
    next(from, after) {
      const passed = Math.floor((after.getTime() - from.getTime()) / period);
      return new Date(from.getTime() + Math.max(passed + 1, 0) * period);
    },
  };
}

/** Exactly one of the two days is `?`. */
function cron(text: string, clock: Clock): Timing | undefined {
  const fields = text.toUpperCase().split(/\s+/);
  const [minutes = '', hours = '', days = '', months = '', weekdays = '', years = ''] = fields;
  if (fields.length !== 6 || (days === '?') === (weekdays === '?')) return undefined;
  const window = windowOf({ minutes, hours, days, months, weekdays, years });
  if (typeof window === 'string') return undefined;
  return {
    once: false,
    next(_, after) {
      let next = nextOpening(window, clock, nextMinute(after));
      while (next && isRepeated(next, clock)) next = nextOpening(window, clock, nextMinute(next));
      return next;
    },
  };
}

const nextMinute = (after: Date) =>
  new Date((Math.floor(after.getTime() / units.minute) + 1) * units.minute);

/** Whether the clock was put back and has shown this before: a schedule runs once then. */
function isRepeated(time: Date, clock: Clock): boolean {
  return [30, 60].some((minutes) => {
    const earlier = new Date(time.getTime() - minutes * units.minute);
    return offsetAt(earlier, clock) - offsetAt(time, clock) === minutes * units.minute;
  });
}

import { nextOpening, type WallTime, windowOf } from '../../../base/cron';
import { invalid } from '../model/errors';

/**
 * When a rule is due next after a moment; nothing where it is not for years. A rate is counted from one of its own times,
 * or from when it began.
 */
export type Schedule = (from: Date, after: Date) => Date | undefined;

const units = { minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const;

/**
 * Reads `rate(5 minutes)` or `cron(0 10 ? * MON-FRI *)`: minutes, hours, day of month, month, day of week, year, in UTC.
 * @throws ValidationException
 */
export function readSchedule(expression: string): Schedule {
  const [, kind = '', inner = ''] = /^(rate|cron)\((.*)\)$/.exec(expression) ?? [];
  const schedule = kind === 'rate' ? rate(inner) : kind === 'cron' ? cron(inner) : undefined;
  if (!schedule) throw invalid('Parameter ScheduleExpression is not valid.');
  return schedule;
}

/** One of something is singular, more are plural. */
function rate(text: string): Schedule | undefined {
  const [, value = '', unit = '', plural] =
    /^(\d+)\s+(minute|hour|day)(s?)$/.exec(text.trim()) ?? [];
  const count = Number(value);
  const length = new Map<string, number>(Object.entries(units)).get(unit);
  if (length === undefined || count < 1 || (count === 1) !== (plural === '')) return undefined;
  const period = count * length;
  return (from, after) => {
    const passed = Math.floor((after.getTime() - from.getTime()) / period);
    return new Date(from.getTime() + (passed + 1) * period);
  };
}

/** Exactly one of the two days is `?`. */
function cron(text: string): Schedule | undefined {
  const fields = text.trim().toUpperCase().split(/\s+/);
  const [minutes = '', hours = '', days = '', months = '', weekdays = '', years = ''] = fields;
  if (fields.length !== 6 || (days === '?') === (weekdays === '?')) return undefined;
  const window = windowOf({ minutes, hours, days, months, weekdays, years });
  if (typeof window === 'string') return undefined;
  return (_, after) => nextOpening(window, utc, startOfNextMinute(after));
}

function startOfNextMinute(after: Date): Date {
  return new Date((Math.floor(after.getTime() / units.minute) + 1) * units.minute);
}

function utc(at: Date): WallTime {
  return {
    year: at.getUTCFullYear(),
    month: at.getUTCMonth() + 1,
    day: at.getUTCDate(),
    hour: at.getUTCHours(),
    minute: at.getUTCMinutes(),
  };
}

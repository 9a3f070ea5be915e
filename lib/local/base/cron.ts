/** A moment as the clock on the wall of a time zone shows it. */
export interface WallTime {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
}

/** A parsed window: three questions, from the coarse to the fine. */
export interface Window {
  hasDay(at: WallTime): boolean;
  hasHour(at: WallTime): boolean;
  hasMinute(at: WallTime): boolean;
}

const months = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const weekdays = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

/** The fields that all of AWS's dialects have. */
export interface CronFields {
  readonly minutes: string;
  readonly hours: string;
  /** Day of month. */
  readonly days: string;
  readonly months: string;
  /** Day of week; 1 is Sunday. */
  readonly weekdays: string;
  readonly years: string;
}

/** @returns the window, or the name of the field that is not understood */
export function windowOf(fields: CronFields): Window | string {
  const parsed = {
    minute: listOf(fields.minutes, 0, 59),
    hour: listOf(fields.hours, 0, 23),
    month: listOf(named(fields.months, months, 1), 1, 12),
    year: listOf(fields.years, 1970, 2199),
    day: dayOf(fields.days),
    weekday: weekdayOf(named(fields.weekdays, weekdays, 1)),
  };
  const bad = Object.entries(parsed).find(([, test]) => test === undefined);
  if (bad) return bad[0];
  return {
    hasDay: (at) =>
      [
        parsed.year?.(at.year),
        parsed.month?.(at.month),
        parsed.day?.(at),
        parsed.weekday?.(at),
      ].every(Boolean),
    hasHour: (at) => parsed.hour?.(at.hour) ?? false,
    hasMinute: (at) => parsed.minute?.(at.minute) ?? false,
  };
}

const minute = 60_000;

/**
 * When the window is open next, the moment itself included. Strides by days, then hours, then minutes.
 * @returns nothing for a window that does not open within eight years
 */
export function nextOpening(
  window: Window,
  clock: (at: Date) => WallTime,
  now: Date,
): Date | undefined {
  let time = Math.floor(now.getTime() / minute) * minute;
  const limit = time + 8 * 366 * 24 * 60 * minute;
  while (time < limit) {
    const at = clock(new Date(time));
    if (window.hasDay(at) && window.hasHour(at) && window.hasMinute(at))
      return new Date(Math.max(time, now.getTime()));
    time += minute * strideFrom(at, window);
  }
  return undefined;
}

/** Minutes to the next midnight, hour or minute. A stride ends early enough for any change of the clock. */
function strideFrom(at: WallTime, window: Window): number {
  const toHour = 60 - at.minute;
  if (!window.hasDay(at)) return at.hour < 20 ? (20 - at.hour) * 60 - at.minute : toHour;
  return window.hasHour(at) ? 1 : Math.min(toHour, 30 - (at.minute % 30));
}

type NumberTest = (value: number) => boolean;
type DayTest = (at: WallTime) => boolean;

/** `*`, `5`, `9-17`, `0/15`, `9-17/2` and lists of those. */
function listOf(field: string, lowest: number, highest: number): NumberTest | undefined {
  const tests = field.split(',').map((item) => rangeOf(item, lowest, highest));
  if (tests.some((test) => test === undefined)) return undefined;
  return (value) => tests.some((test) => test?.(value));
}

function rangeOf(item: string, lowest: number, highest: number): NumberTest | undefined {
  const match = /^(\*|\d+)(?:-(\d+))?(?:\/(\d+))?$/.exec(item);
  if (!match) return undefined;
  const [, start = '', end, step] = match;
  const from = start === '*' ? lowest : Number(start);
  const to = end !== undefined ? Number(end) : start === '*' || step !== undefined ? highest : from;
  const by = step === undefined ? 1 : Number(step);
  if (from < lowest || to > highest || by < 1) return undefined;
  // A range may wrap, as in FRI-MON.
  if (from > to) return (value) => value >= from || value <= to;
  return (value) => value >= from && value <= to && (value - from) % by === 0;
}

function dayOf(field: string): DayTest | undefined {
  if (field === '?' || field === '*') return () => true;
  const last = /^L(?:-(\d+))?$/.exec(field);
  if (last) return (at) => at.day === daysIn(at) - Number(last[1] ?? 0);
  if (field === 'LW') return (at) => at.day === nearestWeekday(at, daysIn(at));
  const nearest = /^(\d+)W$/.exec(field);
  if (nearest)
    return (at) => at.day === nearestWeekday(at, Math.min(Number(nearest[1]), daysIn(at)));
  const list = listOf(field, 1, 31);
  return list && ((at) => list(at.day));
}

function weekdayOf(field: string): DayTest | undefined {
  if (field === '?' || field === '*') return () => true;
  if (field === 'L') return (at) => weekday(at, at.day) === 7;
  const last = /^([1-7])L$/.exec(field);
  if (last) return (at) => weekday(at, at.day) === Number(last[1]) && at.day + 7 > daysIn(at);
  const nth = /^([1-7])#([1-5])$/.exec(field);
  if (nth)
    return (at) =>
      weekday(at, at.day) === Number(nth[1]) && Math.ceil(at.day / 7) === Number(nth[2]);
  const list = listOf(field, 1, 7);
  return list && ((at) => list(weekday(at, at.day)));
}

function named(field: string, names: readonly string[], first: number): string {
  return field.replace(/[A-Z]{3}/g, (name) => {
    const index = names.indexOf(name);
    return index < 0 ? name : String(index + first);
  });
}

function daysIn({ year, month }: WallTime): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/** 1 is Sunday. */
function weekday({ year, month }: WallTime, day: number): number {
  return new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 1;
}

/** Monday to Friday, and never out of the month. */
function nearestWeekday(at: WallTime, day: number): number {
  const which = weekday(at, day);
  if (which === 7) return day > 1 ? day - 1 : day + 2;
  if (which === 1) return day < daysIn(at) ? day + 1 : day - 2;
  return day;
}

function wallTimeOf(parts: readonly Intl.DateTimeFormatPart[]): WallTime {
  const part = (type: keyof WallTime) => Number(parts.find((one) => one.type === type)?.value);
  return {
    year: part('year'),
    month: part('month'),
    day: part('day'),
    hour: part('hour'),
    minute: part('minute'),
  };
}

/**
 * The clock on the wall of a time zone.
 * @param timeZone an IANA name, such as Europe/Berlin
 * @returns nothing where nobody knows the zone
 */
export function clockOfZone(timeZone: string): ((at: Date) => WallTime) | undefined {
  const numeric = 'numeric';
  try {
    const format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: numeric,
      month: numeric,
      day: numeric,
      hour: numeric,
      minute: numeric,
    });
    return (at) => wallTimeOf(format.formatToParts(at));
  } catch {
    return undefined;
  }
}

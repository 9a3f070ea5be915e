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

/**
 * Reads a cron expression in Quartz's manner: seconds (`*` or `0`), minutes, hours, day of month, month, day of week
 * (1 is Sunday), and optionally the year.
 * @returns a sentence on what is wrong with it, or the window
 */
export function parseCron(expression: string): Window | string {
  const fields = expression.trim().toUpperCase().split(/\s+/);
  if (fields.length < 6 || fields.length > 7) return `${expression} does not have 6 or 7 fields`;
  const [seconds = '', minutes = '', hours = '', days = '', month = '', week = '', years = '*'] =
    fields;
  if (seconds !== '*' && seconds !== '0') return `the seconds must be * or 0, and are ${seconds}`;
  if (days !== '?' && week !== '?' && days !== '*' && week !== '*')
    return 'one of day of month and day of week must be ?';
  const parsed = {
    minute: listOf(minutes, 0, 59),
    hour: listOf(hours, 0, 23),
    month: listOf(named(month, months, 1), 1, 12),
    year: listOf(years, 1970, 2199),
    day: dayOf(days),
    weekday: weekdayOf(named(week, weekdays, 1)),
  };
  const bad = Object.entries(parsed).find(([, test]) => test === undefined);
  if (bad) return `the ${bad[0]} field of ${expression} is not understood`;
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

import { GitenvError } from '../../errors';
import { momentOf } from '../moment';

/** From when to when an environment is to be locked, in whole minutes. */
export interface LockWindow {
  /** Undefined if the lock is to begin now. */
  readonly from: Date | undefined;
  readonly until: Date;
}

/** The same as a person writes it. */
export interface AskedWindow {
  readonly environment: string;
  /** How long, such as `2h`. */
  readonly span?: string | undefined;
  /** A time, as `parseTime` reads it. */
  readonly from?: string | undefined;
  readonly until?: string | undefined;
}

const minute = 60_000;
const day = 24 * 60 * minute;
const bounds = 'a lock lasts 1 minute to 30 days';

/**
 * Sees what is wrong with it whatever the time is.
 * @throws GitenvError USAGE
 */
export function checkAsked(asked: AskedWindow): void {
  const { span, from, until } = asked;
  if (span !== undefined && until !== undefined)
    throw usage(asked, '--for and --until both say when the lock ends');
  if (span !== undefined) spanOf(asked, span);
  for (const [option, time] of [
    ['--from', from],
    ['--until', until],
  ] as const)
    if (time !== undefined) timeOf(asked, option, time, new Date(0));
}

/**
 * Reads for when a lock is asked. An end that falls into a minute is at the end of it, so that no lock is shorter than
 * was asked for.
 * @param now by AWS's clock
 * @throws GitenvError USAGE
 */
export function lockWindow(asked: AskedWindow, now: Date): LockWindow {
  checkAsked(asked);
  const from = asked.from === undefined ? undefined : beginning(asked, asked.from, now);
  const begins = from ?? now;
  const until =
    asked.until === undefined
      ? endOfMinute(new Date(begins.getTime() + spanOf(asked, asked.span ?? '1h')))
      : timeOf(asked, '--until', asked.until, begins);
  const ms = until.getTime() - begins.getTime();
  if (ms <= 0) throw usage(asked, `${momentOf(until)} is not after ${momentOf(begins)}: ${bounds}`);
  if (ms > 30 * day + minute) throw usage(asked, `${momentOf(until)} is too far away: ${bounds}`);
  return { from, until };
}

function spanOf(asked: AskedWindow, text: string): number {
  const ms = parseSpan(text);
  if (ms === undefined) throw usage(asked, `'${text}' is no length of time for a lock: ${bounds}`);
  if (ms > 30 * day) throw usage(asked, `'${text}' is too long: ${bounds}`);
  return ms;
}

/** A schedule for a minute that has begun already would be refused. */
function beginning(asked: AskedWindow, text: string, now: Date): Date {
  const from = timeOf(asked, '--from', text, now);
  if (from.getTime() >= now.getTime() + minute) return from;
  throw usage(
    asked,
    `--from ${text} is not a minute away, by AWS's clock (${momentOf(now)}); without it the lock begins now`,
  );
}

function timeOf(asked: AskedWindow, option: string, text: string, after: Date): Date {
  const time = parseTime(text, after);
  if (time) return time;
  throw usage(
    asked,
    `${option} '${text}' is no time: write 18:00, 2026-12-24T18:00 or 2026-12-24T18:00Z`,
  );
}

/**
 * A length of time such as `30m`, `4h` or `2d`, in ms.
 * @returns undefined for anything else, and for none at all
 */
export function parseSpan(text: string): number | undefined {
  const match = /^(\d{1,4})(m|h|d)$/.exec(text);
  if (!match) return undefined;
  const unit = { m: minute, h: 60 * minute, d: day }[match[2] as 'm' | 'h' | 'd'];
  return Number(match[1]) * unit || undefined;
}

/**
 * A minute such as `2026-12-24T18:00`, or `18:00` for the next one. `Z` or `+01:00` at its end says in which zone;
 * without that it is the machine's own.
 * @param after a time without a date is the first after this
 * @returns undefined for anything else, and for a day or an hour that does not exist
 */
export function parseTime(text: string, after: Date): Date | undefined {
  const match = /^(?:(\d{4}-\d\d-\d\d)[T ])?(\d\d:\d\d)(Z|[+-]\d\d:\d\d)?$/.exec(text);
  if (!match) return undefined;
  const [, date, time = '', zone = ''] = match;
  if (date !== undefined) return minuteAt(date, time, zone);
  // The day before and after cover every zone.
  return [-1, 0, 1, 2]
    .map((days) => new Date(after.getTime() + days * day).toISOString().slice(0, 10))
    .map((near) => minuteAt(near, time, zone))
    .find((at) => at !== undefined && at > after);
}

/** JavaScript takes the 30th of February for the 1st of March. */
function minuteAt(date: string, time: string, zone: string): Date | undefined {
  const midnight = new Date(`${date}T00:00Z`);
  const at = new Date(`${date}T${time}${zone}`);
  if (Number.isNaN(midnight.getTime()) || Number.isNaN(at.getTime())) return undefined;
  return midnight.toISOString().startsWith(date) ? at : undefined;
}

function endOfMinute(at: Date): Date {
  return new Date(Math.ceil(at.getTime() / minute) * minute);
}

function usage({ environment }: AskedWindow, clause: string): GitenvError {
  const hint = `gitenv lock ${environment} --reason "why" --for 4h`;
  return new GitenvError('USAGE', clause, { hint });
}

import { GitenvError } from '../errors';

/**
 * A day or a moment in UTC, as it is typed.
 * @param end whether all of a day that is named without a time belongs to it
 * @throws GitenvError USAGE
 */
export function momentTyped(option: string, text: string, end = false): Date {
  const isDay = /^\d{4}-\d\d-\d\d$/.test(text);
  const isMoment = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?Z?$/.test(text);
  const moment = new Date(isDay ? text : `${text.replace(' ', 'T').replace(/Z$/, '')}Z`);
  if ((!isDay && !isMoment) || Number.isNaN(moment.getTime()))
    throw new GitenvError('USAGE', `${option} '${text}' is no day`, {
      advice: 'Write 2026-01-31, or 2026-01-31T18:00, in UTC.',
    });
  return isDay && end ? new Date(moment.getTime() + 86_400_000) : moment;
}

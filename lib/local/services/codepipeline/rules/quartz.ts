import { type Window, windowOf } from '../../../base/cron';

/**
 * Reads a cron expression in Quartz's manner: seconds (`*` or `0`), minutes, hours, day of month, month, day of week
 * (1 is Sunday), and optionally the year.
 * @returns a sentence on what is wrong with it, or the window
 */
export function parseCron(expression: string): Window | string {
  const fields = expression.trim().toUpperCase().split(/\s+/);
  if (fields.length < 6 || fields.length > 7) return `${expression} does not have 6 or 7 fields`;
  const [seconds, minutes = '', hours = '', days = '', months = '', weekdays = '', years = '*'] =
    fields;
  if (seconds !== '*' && seconds !== '0') return `the seconds must be * or 0, and are ${seconds}`;
  if (days !== '?' && weekdays !== '?' && days !== '*' && weekdays !== '*')
    return 'one of day of month and day of week must be ?';
  const window = windowOf({ minutes, hours, days, months, weekdays, years });
  return typeof window === 'string'
    ? `the ${window} field of ${expression} is not understood`
    : window;
}

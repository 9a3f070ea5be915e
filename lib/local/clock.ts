import type { WallTime } from './cron';

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
    return (at) =>
      Object.fromEntries(
        format.formatToParts(at).map(({ type, value }) => [type, Number(value)]),
      ) as unknown as WallTime;
  } catch {
    return undefined;
  }
}

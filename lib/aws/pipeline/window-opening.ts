import { Cron } from 'croner';

/** The greatest value of each field of Quartz up to the weekday, for steps that begin at one value. */
const greatest = [59, 59, 23, 31, 12, 7] as const;

/**
 * When a window of CodePipeline's rule DeploymentWindow opens next.
 * @param expression in Quartz's manner: seconds first, Sunday is 1, and a year at the end if any
 * @param zone a name such as `Europe/Berlin`, or `UTC+02:00`; of abbreviations only UTC
 * @returns the first moment from `now` on at which the window is open; undefined if there is none, or it is not understood
 */
export function nextOpening(expression: string, zone: string, now: Date): Date | undefined {
  const place = placeOf(zone);
  if (!place) return undefined;
  const before = new Date(now.getTime() - 1000);
  try {
    const cron = new Cron(inCroner(expression), {
      ...place,
      paused: true,
      alternativeWeekdays: true,
    });
    return cron.nextRun(before) ?? undefined;
  } catch {
    return undefined;
  }
}

/** Croner reads `5/10` as a mistake, which in Quartz is `5-59/10`. */
function inCroner(expression: string): string {
  const fields = expression.trim().split(/\s+/);
  return fields
    .map((field, index) => field.replace(/(?<=^|,)(\d+)(?=\/)/g, `$1-${greatest[index] ?? 2199}`))
    .join(' ');
}

function placeOf(zone: string): { timezone: string } | { utcOffset: number } | undefined {
  const offset = /^(?:UTC)?([+-])(\d{2}):(\d{2})$/.exec(zone);
  if (offset) {
    const [, sign, hours, minutes] = offset;
    return { utcOffset: (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) };
  }
  return zone === 'UTC' || zone.includes('/') ? { timezone: zone } : undefined;
}

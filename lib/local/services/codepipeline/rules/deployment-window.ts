import { clockOfZone, nextOpening, type WallTime } from '../../../base/cron';
import type { RuleKind } from './kind';
import { parseCron } from './quartz';

/** What Java, and so the guide, takes these abbreviations for. */
const abbreviations: Readonly<Record<string, string>> = {
  AST: 'America/Anchorage',
  CST: 'America/Chicago',
  EST: '-05:00',
  HST: '-10:00',
  IST: 'Asia/Kolkata',
  JST: 'Asia/Tokyo',
  MST: '-07:00',
  PST: 'America/Los_Angeles',
};

/** Waits until the window opens; inside the window it does not wait. */
export const deploymentWindow: RuleKind = {
  required: ['Cron'],
  optional: ['TimeZone'],
  check({ Cron = '', TimeZone = 'UTC' }) {
    const window = parseCron(Cron);
    if (typeof window === 'string') return window;
    return clockIn(TimeZone) ? undefined : `the time zone ${TimeZone} is not known`;
  },
  evaluate({ Cron = '', TimeZone = 'UTC' }, now) {
    const window = parseCron(Cron);
    const clock = clockIn(TimeZone);
    if (typeof window === 'string' || !clock)
      return { status: 'Failed', summary: `The window ${Cron} ${TimeZone} is not understood.` };
    const opens = nextOpening(window, clock, now);
    if (!opens) return { status: 'Failed', summary: `The window ${Cron} does not open any more.` };
    return opens.getTime() <= now.getTime() ? { status: 'Succeeded' } : { wakes: opens };
  },
};

/** @returns undefined where nobody knows the zone */
function clockIn(zone: string): ((at: Date) => WallTime) | undefined {
  const name = Object.hasOwn(abbreviations, zone) ? (abbreviations[zone] ?? zone) : zone;
  const offset = /^(?:UTC)?([+-])(\d{2}):(\d{2})$/.exec(name);
  if (offset) {
    const [, sign, hours, minutes] = offset;
    return fixedClock((sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)));
  }
  return clockOfZone(name);
}

function fixedClock(offsetMinutes: number): (at: Date) => WallTime {
  return (at) => {
    const local = new Date(at.getTime() + offsetMinutes * 60_000);
    return {
      year: local.getUTCFullYear(),
      month: local.getUTCMonth() + 1,
      day: local.getUTCDate(),
      hour: local.getUTCHours(),
      minute: local.getUTCMinutes(),
    };
  };
}

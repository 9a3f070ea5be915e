import fc from 'fast-check';
import { nextOpening } from '../../lib/aws/pipeline/window-opening';
import { deploymentWindow } from '../../lib/local/services/codepipeline/rules/deployment-window';

/** What the AWS on this machine makes of a window, which reads Quartz by itself. */
function opensLocally(cron: string, zone: string, now: Date): Date | undefined {
  const state = deploymentWindow.evaluate?.({ Cron: cron, TimeZone: zone }, now);
  if (!state) return undefined;
  if ('wakes' in state) return state.wakes;
  return 'status' in state && state.status === 'Succeeded' ? now : undefined;
}

describe('when a window opens', () => {
  test.each([
    ['* * 9-16 ? * MON-THU *', 'UTC', '2026-11-27T17:30:00Z', '2026-11-30T09:00:00Z'],
    ['* * 9-16 ? * 2-5 *', 'Europe/Berlin', '2026-11-27T17:30:00Z', '2026-11-30T08:00:00Z'],
    ['0 5/10 8 ? * *', 'UTC+02:00', '2026-11-30T05:56:00Z', '2026-11-30T06:05:00Z'],
    ['* * 8 1 1 ? 2028', '-05:00', '2026-11-30T00:00:00Z', '2028-01-01T13:00:00Z'],
    ['* * * * * ?', 'UTC', '2026-11-30T05:56:30Z', '2026-11-30T05:56:30Z'],
    ['* * 8 ? * 6L *', 'UTC', '2026-11-01T00:00:00Z', '2026-11-27T08:00:00Z'],
  ])('%s %s after %s is %s', (cron, zone, now, opens) => {
    expect(nextOpening(cron, zone, new Date(now))).toEqual(new Date(opens));
  });

  test.each([
    ['nonsense', 'UTC'],
    ['* * 9-16 ? * MON-THU *', 'EST'],
    ['* * 9-16 ? * MON-THU *', 'Europe/Nowhere'],
    ['* * 9 1 1 ? 2020', 'UTC'],
  ])('is not told of %s %s', (cron, zone) => {
    expect(nextOpening(cron, zone, new Date('2026-11-27T17:30:00Z'))).toBeUndefined();
  });

  test('is what the AWS on this machine says', () => {
    const span = (least: number, most: number) =>
      fc
        .tuple(fc.integer({ min: least, max: most }), fc.integer({ min: least, max: most }))
        .map(([one, other]) => `${Math.min(one, other)}-${Math.max(one, other)}`);
    const field = (least: number, most: number) =>
      fc.oneof(
        fc.constant('*'),
        fc.integer({ min: least, max: most }).map(String),
        span(least, most),
      );
    const days = fc.oneof(
      field(1, 28).map((day) => [day, '?']),
      field(1, 7).map((weekday) => ['?', weekday]),
    );
    const zone = fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'UTC+05:30');
    // Where an hour is skipped or comes twice the two may differ, and nobody plans a window there.
    const time = fc.integer({ min: Date.UTC(2026, 10, 5), max: Date.UTC(2027, 1, 20) });
    fc.assert(
      fc.property(
        field(0, 59),
        field(0, 23),
        days,
        zone,
        time,
        (minute, hour, [day, weekday], where, at) => {
          const cron = `* ${minute} ${hour} ${day} * ${weekday} *`;
          const now = new Date(Math.floor(at / 1000) * 1000);
          const local = opensLocally(cron, where, now);
          if (local && local.getTime() > Date.UTC(2027, 2, 1)) return;
          expect(nextOpening(cron, where, now)).toEqual(local);
        },
      ),
      { seed: 7, numRuns: 300 },
    );
  });
});

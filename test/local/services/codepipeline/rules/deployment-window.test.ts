import { deploymentWindow } from '../../../../../lib/local/services/codepipeline/rules/deployment-window';

/** When a window opens next, seen from a moment; `never` where it does not. */
function opens(Cron: string, from: string, TimeZone = 'UTC'): string {
  const now = new Date(from);
  const verdict = deploymentWindow.evaluate?.({ Cron, TimeZone }, now);
  if (!verdict) throw new Error('no verdict');
  if ('wakes' in verdict) return verdict.wakes.toISOString().slice(0, 16);
  return verdict.status === 'Succeeded' ? 'open' : 'never';
}

describe('a deployment window', () => {
  test.each([
    ['every minute of the day is open', '* * * ? * *', '2026-11-21T12:00:30Z', 'open'],
    ['hours are inclusive', '* * 9-17 ? * *', '2026-11-21T17:59:59Z', 'open'],
    [
      'after the last hour it is tomorrow',
      '* * 9-17 ? * *',
      '2026-11-21T18:00:00Z',
      '2026-11-22T09:00',
    ],
    ['weekdays by name', '* * 9-17 ? * MON-FRI *', '2026-11-21T12:00:00Z', '2026-11-23T09:00'],
    [
      'weekdays by number, Sunday being 1',
      '* * * ? * 1',
      '2026-11-21T12:00:00Z',
      '2026-11-22T00:00',
    ],
    ['steps', '0 0/15 * ? * *', '2026-11-21T12:01:00Z', '2026-11-21T12:15'],
    ['lists', '0 5,50 * ? * *', '2026-11-21T12:10:00Z', '2026-11-21T12:50'],
    ['the last day of the month', '* * * L * ?', '2026-02-10T00:00:00Z', '2026-02-28T00:00'],
    ['days before the last', '* * * L-3 * ?', '2026-02-10T00:00:00Z', '2026-02-25T00:00'],
    ['the last weekday of the month', '* * * LW * ?', '2026-02-10T00:00:00Z', '2026-02-27T00:00'],
    ['the weekday nearest to a day', '* * * 15W * ?', '2026-08-01T00:00:00Z', '2026-08-14T00:00'],
    ['the last Friday of the month', '* * * ? * 6L', '2026-11-01T00:00:00Z', '2026-11-27T00:00'],
    ['the third Friday of the month', '* * * ? * 6#3', '2026-11-01T00:00:00Z', '2026-11-20T00:00'],
    ['a month', '* * * 1 JAN ?', '2026-11-21T00:00:00Z', '2027-01-01T00:00'],
    ['a year that is over', '* * * ? * * 2020', '2026-11-21T00:00:00Z', 'never'],
  ])('%s', (_, cron, from, expected) => {
    expect(opens(cron, from)).toBe(expected);
  });

  test.each([
    ['Europe/Berlin', '2026-11-21T08:00'],
    ['UTC+05:30', '2026-11-21T03:30'],
    ['UTC-03:00', '2026-11-21T12:00'],
    ['PST', '2026-11-21T17:00'],
    ['EST', '2026-11-21T14:00'],
  ])('is told by the clock of %s', (zone, expected) => {
    expect(opens('* * 9 ? * *', '2026-11-21T00:00:00Z', zone)).toBe(expected);
  });

  test.each([
    ['* * * ? *', 'fields'],
    ['5 * * ? * *', 'seconds'],
    ['* * * 1 * 2', '?'],
    ['* 61 * ? * *', 'minute'],
    ['* * * ? * XYZ', 'weekday'],
  ])('that reads %s is refused', (Cron, reason) => {
    expect(deploymentWindow.check?.({ Cron })).toContain(reason);
  });

  test('in an unknown time zone is refused', () => {
    expect(deploymentWindow.check?.({ Cron: '* * * ? * *', TimeZone: 'Mars/North' })).toContain(
      'Mars/North',
    );
  });
});

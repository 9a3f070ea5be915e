import { readTiming } from '../../../../lib/local/services/scheduler/model/timing';

/** The first time after a moment, which is also where a rate begins. */
function next(expression: string, zone: string, after: string): string | undefined {
  const at = new Date(after);
  return readTiming(expression, zone).next(at, at)?.toISOString().slice(0, 19);
}

describe('a schedule expression is due', () => {
  test.each([
    ['at(2026-11-30T18:00:01)', 'UTC', '2026-11-30T12:00:00Z', '2026-11-30T18:00:01'],
    ['at(2026-11-30T18:00:00)', 'Europe/Berlin', '2026-11-30T12:00:00Z', '2026-11-30T17:00:00'],
    ['at(2026-07-01T00:30:00)', 'America/New_York', '2026-01-01T00:00:00Z', '2026-07-01T04:30:00'],
    ['at(2026-11-30T18:00:00)', 'Asia/Kathmandu', '2026-11-30T12:00:00Z', '2026-11-30T12:15:00'],
    ['at(2026-11-30T18:00:00)', 'UTC', '2026-11-30T18:00:00Z', undefined],
    ['rate(1 minute)', 'UTC', '2026-11-30T12:00:30Z', '2026-11-30T12:01:30'],
    ['rate(1 minutes)', 'UTC', '2026-11-30T12:00:30Z', '2026-11-30T12:01:30'],
    ['rate(5 hour)', 'UTC', '2026-11-30T12:00:30Z', '2026-11-30T17:00:30'],
    ['cron(0 10 ? * MON-FRI *)', 'Europe/Berlin', '2026-11-27T12:00:00Z', '2026-11-30T09:00:00'],
    ['cron(0 0 1 1 ? 2020)', 'UTC', '2026-11-30T12:00:00Z', undefined],
  ])('%s of %s after %s', (expression, zone, after, expected) => {
    expect(next(expression, zone, after)).toBe(expected);
  });

  test('the first time that a clock shows it, when it is put back', () => {
    const [before, zone] = ['2026-10-24T12:00:00Z', 'Europe/Berlin'];
    expect(next('at(2026-10-25T02:30:00)', zone, before)).toBe('2026-10-25T00:30:00');
    expect(next('cron(30 2 * * ? *)', zone, before)).toBe('2026-10-25T00:30:00');
    expect(next('cron(30 2 * * ? *)', zone, '2026-10-25T00:30:00Z')).toBe('2026-10-26T01:30:00');
  });

  test('by cron on the next day, when the clock leaves the hour out', () => {
    const [before, zone] = ['2027-03-27T12:00:00Z', 'Europe/Berlin'];
    expect(next('cron(30 2 * * ? *)', zone, before)).toBe('2027-03-29T00:30:00');
  });
});

test.each([
  'rate(0 minutes)',
  'rate(1.5 hours)',
  'rate(30 seconds)',
  '5 minutes',
  'at(2026-11-30)',
  'at(2026-11-30T18:00)',
  'at(2026-11-30T24:00:00)',
  'at(2026-11-31T18:00:00)',
  'at(2026-11-30T18:00:00.5)',
  'at(2026-11-30T18:00:00+01:00)',
  'cron(0 10 * * *)',
  'cron(0 10 * * * *)',
  'cron(60 10 * * ? *)',
  'toString(1)',
  '',
])('the expression %j is refused', (expression) => {
  expect(() => readTiming(expression, 'UTC')).toThrow(`Invalid Schedule Expression ${expression}.`);
});

test.each(['', 'Berlin', '+01:00', 'Europe/Berlin '])('the time zone %j is refused', (zone) => {
  expect(() => readTiming('rate(1 day)', zone)).toThrow('ScheduleExpressionTimezone');
});

import { GitenvError } from '../../../lib/errors';
import {
  type AskedWindow,
  lockWindow,
  parseSpan,
  parseTime,
} from '../../../lib/release/lock/window';

const now = new Date('2026-11-21T12:00:40Z');

const windowOf = (asked: Omit<AskedWindow, 'environment'>) => {
  const { from, until } = lockWindow({ environment: 'prd', ...asked }, now);
  return [from?.toISOString(), until.toISOString()];
};

function refusalOf(asked: Omit<AskedWindow, 'environment'>): string {
  try {
    lockWindow({ environment: 'prd', ...asked }, now);
  } catch (error) {
    if (error instanceof GitenvError && error.code === 'USAGE') return error.clause;
    throw error;
  }
  throw new Error('it was not refused');
}

describe('for when a lock is asked', () => {
  test('is an hour from now unless something else is said', () => {
    expect(windowOf({})).toEqual([undefined, '2026-11-21T13:01:00.000Z']);
  });

  test.each([
    [{ span: '1m' }, undefined, '2026-11-21T12:02:00.000Z'],
    [{ span: '30d' }, undefined, '2026-12-21T12:01:00.000Z'],
    [{ until: '18:00Z' }, undefined, '2026-11-21T18:00:00.000Z'],
    [{ until: '12:00Z' }, undefined, '2026-11-22T12:00:00.000Z'],
    [{ from: '22:00Z', until: '06:00Z' }, '2026-11-21T22:00:00.000Z', '2026-11-22T06:00:00.000Z'],
    [
      { from: '2026-12-24T18:00+01:00', span: '2d' },
      '2026-12-24T17:00:00.000Z',
      '2026-12-26T17:00:00.000Z',
    ],
  ])('is in whole minutes, and never shorter than asked for: %j', (asked, from, until) => {
    expect(windowOf(asked)).toEqual([from, until]);
  });

  test.each([
    [{ span: '20s' }, "'20s' is no length of time for a lock: a lock lasts 1 minute to 30 days"],
    [{ span: '0m' }, "'0m' is no length of time for a lock: a lock lasts 1 minute to 30 days"],
    [{ span: '31d' }, "'31d' is too long: a lock lasts 1 minute to 30 days"],
    [
      { until: '2027-01-01T00:00Z' },
      '2027-01-01 00:00 UTC is too far away: a lock lasts 1 minute to 30 days',
    ],
    [
      { until: '2026-11-21T11:00Z' },
      '2026-11-21 11:00 UTC is not after 2026-11-21 12:00 UTC: a lock lasts 1 minute to 30 days',
    ],
    [{ span: '1h', until: '18:00Z' }, '--for and --until both say when the lock ends'],
    [
      { from: '2026-11-21T12:01Z' },
      "--from 2026-11-21T12:01Z is not a minute away, by AWS's clock (2026-11-21 12:00 UTC); without it the lock begins now",
    ],
    [
      { from: 'tomorrow' },
      "--from 'tomorrow' is no time: write 18:00, 2026-12-24T18:00 or 2026-12-24T18:00Z",
    ],
  ])('is refused with what would do: %j', (asked, clause) => {
    expect(refusalOf(asked)).toBe(clause);
  });
});

describe('a time', () => {
  test('is by the clock of the machine unless it names a zone', () => {
    const local = new Date(2026, 11, 24, 18, 0);
    expect(parseTime('2026-12-24 18:00', now)).toEqual(local);
    expect(parseTime('18:00', new Date(2026, 11, 24, 17, 59, 59))).toEqual(local);
    expect(parseTime('18:00', local)?.getTime()).toBeGreaterThan(local.getTime());
  });

  test.each(['2026-02-30T10:00', '2026-13-01T10:00Z', '25:00', '18:60Z', '18', '2026-12-24', ''])(
    "is not '%s'",
    (text) => expect(parseTime(text, now)).toBeUndefined(),
  );
});

test.each([
  ['30m', 1_800_000],
  ['4h', 14_400_000],
  ['2d', 172_800_000],
  ['0h', undefined],
  ['4', undefined],
  ['4 h', undefined],
  ['forever', undefined],
])('a length of time is read: %s', (span, ms) => {
  expect(parseSpan(span)).toBe(ms);
});

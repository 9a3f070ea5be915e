import { closedFor, describeClosed, describeLock, locked } from '../../../lib/release/lock/closed';
import { lockText } from '../../../lib/release/lock/lock';

const lock = {
  by: 'ann@example.com',
  until: new Date('2026-11-21T12:30:00Z'),
  reason: 'database migration',
};

const closedAt = (time: string) => {
  const closed = closedFor(lockText(lock), new Date(time));
  if (!closed) throw new Error('a disabled transition lets nothing through');
  return closed;
};

describe('a closed way into Deploy', () => {
  test('is told with an end that is the same in every zone', () => {
    expect(describeClosed(closedAt('2026-11-21T12:00:00Z'))).toBe(
      'locked by ann@example.com until 2026-11-21 12:30 UTC: database migration',
    );
  });

  test('goes on holding after the end of its lock, for the minute that Scheduler may take', () => {
    expect(closedAt('2026-11-21T12:31:59Z')).toEqual({ ...lock, isOverdue: false });
  });

  test('says that its lock should have ended, and how to end it', () => {
    expect(locked('prd', closedAt('2026-11-21T12:32:00Z'))).toMatchObject({
      code: 'LOCKED',
      clause:
        'prd is still locked by ann@example.com, although the lock was to end at 2026-11-21 12:30 UTC: database migration',
      hint: 'gitenv unlock prd',
    });
  });

  test('is told in the words of somebody who did not use gitenv', () => {
    const closed = closedFor('Freeze for the holidays', new Date());
    expect(closed && describeClosed(closed)).toBe(
      'closed for releases, without an end: Freeze for the holidays',
    );
    const mute = closedFor('', new Date());
    expect(mute && describeClosed(mute)).toBe(
      'closed for releases, without an end: no reason is given',
    );
  });

  test('is none if it is open', () => {
    expect(closedFor(undefined, new Date())).toBeUndefined();
  });
});

describe('a lock to come', () => {
  test('is told with its beginning', () => {
    expect(describeLock({ ...lock, from: new Date('2026-11-21T11:00:00Z') })).toBe(
      'locks from 2026-11-21 11:00 UTC until 2026-11-21 12:30 UTC, by ann@example.com: database migration',
    );
  });
});

import { lockText, parseLock } from '../../../lib/release/lock/lock';

const lock = {
  by: 'ann@example.com',
  until: new Date('2026-11-21T12:30:00Z'),
  reason: 'database migration',
};

describe('a lock, as the reason of a disabled transition', () => {
  test('is read back as it was written', () => {
    expect(parseLock(lockText(lock))).toEqual(lock);
  });

  test('has only the characters that CodePipeline takes, and at most 300 of them', () => {
    const text = lockText({
      ...lock,
      by: 'Ann O’Hara/x',
      reason: `it's "bad": a/b\n${'x'.repeat(400)}`,
    });
    expect(text).toMatch(/^[a-zA-Z0-9!@ ().*?-]{1,300}$/);
    expect(parseLock(text)).toMatchObject({ by: 'Ann.O.Hara.x', until: lock.until });
  });

  test('words of somebody who did not use gitenv are no lock', () => {
    expect(parseLock('Freeze for the holidays')).toBeUndefined();
  });
});

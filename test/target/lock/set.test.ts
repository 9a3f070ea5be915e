import type { Lock } from '../../../lib/release/lock/lock';
import { liftLock } from '../../../lib/target/lock/lift';
import { lockNow } from '../../../lib/target/lock/look';
import { lockToComeIfTold } from '../../../lib/target/lock/schedules';
import { setLock } from '../../../lib/target/lock/set';
import type { OpenEnvironment } from '../../../lib/target/open-environment';
import { LockedAccount } from './account';

const hour = 3_600_000;
let account: LockedAccount;
let ann: OpenEnvironment;
let ben: OpenEnvironment;
beforeEach(async () => {
  account = await LockedAccount.open();
  ann = await account.as('ann');
  ben = await account.as('ben');
});
afterEach(() => account.close());

const lock = (open: OpenEnvironment, span: string, replace = false): Promise<Lock> =>
  setLock(open, { reason: 'migration', window: { environment: 'dev', span }, replace });

/** From so many hours on, for so many. */
const lockLater = (open: OpenEnvironment, from: number, hours: number, replace = false) => {
  const at = new Date(account.now.getTime() + from * hour).toISOString();
  const window = {
    environment: 'dev',
    from: `${at.slice(0, 16)}Z`,
    span: `${hours}h`,
  };
  return setLock(open, { reason: 'holidays', window, replace });
};

describe('a lock', () => {
  test('ends by itself in the account, and leaves nothing there', async () => {
    const { until } = await lock(ann, '2h');
    expect(until.getUTCSeconds()).toBe(0);
    expect(await lockNow(ann)).toEqual({
      by: 'ann',
      until,
      reason: 'migration',
      isOverdue: false,
    });
    expect(await account.schedules()).toEqual(['shop-lock-ends']);
    await account.pass(119);
    expect(await account.closedBecause()).toMatch(/^locked by ann until /);
    await account.pass(2);
    expect(await account.closedBecause()).toBeUndefined();
    expect(await account.schedules()).toEqual([]);
  });

  test('over a lock is refused with whose it is and its end, also over one’s own', async () => {
    const first = await lock(ann, '4h');
    for (const open of [ben, ann])
      await expect(lock(open, '1h')).rejects.toMatchObject({
        code: 'LOCKED',
        clause: expect.stringMatching(/^dev is locked by ann until .* UTC: migration$/),
        changed: 'nothing',
        hint: expect.stringMatching(/^gitenv unlock dev$/),
      });
    expect(await lockNow(ann)).toMatchObject({ by: 'ann', until: first.until });
  });

  test('replaces another one, with its end', async () => {
    await lock(ann, '4h');
    await lock(ben, '1h', true);
    expect(await lockNow(ann)).toMatchObject({ by: 'ben' });
    await account.pass(62);
    expect(await account.closedBecause()).toBeUndefined();
    expect(await account.schedules()).toEqual([]);
  });

  test('takes the place of what somebody closed without gitenv only if that is asked for', async () => {
    await account.closeByHand('frozen by hand');
    await expect(lock(ann, '1h')).rejects.toMatchObject({ code: 'LOCKED' });
    await lock(ann, '1h', true);
    expect(await lockNow(ann)).toMatchObject({ by: 'ann' });
  });

  test('ends what somebody closes in the console meanwhile as well', async () => {
    await lock(ann, '1h');
    await account.closeByHand('frozen by hand');
    await account.pass(62);
    expect(await account.closedBecause()).toBeUndefined();
  });

  test('is made right after another one was lifted, and the end of that one does not open it', async () => {
    await lock(ann, '4h');
    await liftLock(ann);
    await lock(ben, '2h');
    await account.pass(5);
    expect(await lockNow(ben)).toMatchObject({ by: 'ben', isOverdue: false });
    await account.pass(120);
    expect(await account.closedBecause()).toBeUndefined();
  });
});

describe('a lock to come', () => {
  test('begins and ends by itself', async () => {
    const made = await lockLater(ann, 3, 2);
    expect(await lockToComeIfTold(ben)).toEqual(made);
    expect(await lockNow(ben)).toBeUndefined();
    await account.pass(181);
    expect(await lockNow(ben)).toMatchObject({ by: 'ann', reason: 'holidays', isOverdue: false });
    expect(await account.schedules()).toEqual(['shop-lock-ends']);
    await account.pass(120);
    expect(await account.closedBecause()).toBeUndefined();
    expect(await account.schedules()).toEqual([]);
  });

  test('keeps others from locking, for its one end would be theirs', async () => {
    await lockLater(ann, 3, 2);
    await expect(lock(ben, '1h')).rejects.toMatchObject({
      code: 'LOCKED',
      clause: expect.stringMatching(/^dev locks from .* until .*, by ann: holidays$/),
    });
  });

  test('is taken back by a lock in its place', async () => {
    await lockLater(ann, 3, 2);
    await lock(ben, '1h', true);
    await account.pass(62);
    expect(await account.closedBecause()).toBeUndefined();
    await account.pass(180);
    expect(await account.closedBecause()).toBeUndefined();
  });

  test('takes the place of a lock that stands, which it opens', async () => {
    await lock(ann, '4h');
    await lockLater(ben, 6, 1, true);
    expect(await account.closedBecause()).toBeUndefined();
    await account.pass(361);
    expect(await lockNow(ann)).toMatchObject({ by: 'ben' });
    await account.pass(60);
    expect(await account.closedBecause()).toBeUndefined();
  });
});

describe('to unlock', () => {
  test('opens, and says what it opened', async () => {
    await lock(ann, '4h');
    expect(await liftLock(ben)).toMatchObject({ opened: { by: 'ann' }, cancelled: undefined });
    expect(await account.closedBecause()).toBeUndefined();
    await account.pass(3);
    expect(await account.schedules()).toEqual([]);
  });

  test('takes back a lock to come', async () => {
    const made = await lockLater(ann, 3, 2);
    expect(await liftLock(ben)).toEqual({ opened: undefined, cancelled: made });
    await account.pass(181);
    expect(await account.closedBecause()).toBeUndefined();
    expect(await account.schedules()).toEqual([]);
  });

  test('opens what somebody closed in the console', async () => {
    await account.closeByHand('frozen by hand');
    expect(await liftLock(ben)).toMatchObject({ opened: { words: 'frozen by hand' } });
    expect(await account.closedBecause()).toBeUndefined();
  });

  test('says that nothing was locked', async () => {
    expect(await liftLock(ben)).toEqual({ opened: undefined, cancelled: undefined });
  });
});

describe.each([3, -3])('with a laptop whose clock is %d h behind AWS’s', (hours) => {
  test('a lock lasts by AWS’s clock', async () => {
    account.ahead = hours * hour;
    const { until } = await lock(ann, '1h');
    const left = until.getTime() - account.now.getTime();
    expect(left).toBeGreaterThan(hour - 5000);
    expect(left).toBeLessThan(hour + 65_000);
    expect(await lockNow(ann)).toMatchObject({ isOverdue: false });
    await account.pass(62);
    expect(await account.closedBecause()).toBeUndefined();
  });
});

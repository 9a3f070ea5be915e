import { liftLock } from '../../../lib/target/lock/lift';
import { setLock } from '../../../lib/target/lock/set';
import type { OpenEnvironment } from '../../../lib/target/open-environment';
import { standBetween } from '../../deploy/faults';
import { LockedAccount } from './account';

const changing = /^(POST|PUT|DELETE) |^(Dis|En)ableStageTransition$/;

let account: LockedAccount;
beforeAll(async () => {
  account = await LockedAccount.open();
});
afterAll(() => account.close());

type Step = (open: OpenEnvironment) => Promise<unknown>;

const now: Step = (open) =>
  setLock(open, { reason: 'now', window: { environment: 'dev', span: '2h' }, replace: true });

const later: Step = (open) => {
  const from = new Date(account.now.getTime() + 3_600_000).toISOString();
  const window = { environment: 'dev', from: `${from.slice(0, 16)}Z`, span: '1h' };
  return setLock(open, { reason: 'later', window, replace: true });
};

const muchLater: Step = (open) => {
  const from = new Date(account.now.getTime() + 9 * 3_600_000).toISOString();
  const window = { environment: 'dev', from: `${from.slice(0, 16)}Z`, span: '1h' };
  return setLock(open, { reason: 'much later', window, replace: true });
};

const byHand: Step = () => account.closeByHand('by hand');

const cases: readonly (readonly [string, readonly Step[], Step])[] = [
  ['a lock', [], now],
  ['a lock to come', [], later],
  ['a lock in place of another', [now], now],
  ['a lock in place of one to come', [later], now],
  ['a lock to come in place of another', [later], muchLater],
  ['a lock to come in place of one that stands', [now], later],
  ['a lock right after one was lifted', [now, liftLock], now],
  ['an unlock', [now], liftLock],
  ['an unlock of a lock to come', [later], liftLock],
];

/** Runs a step of which no request that changes anything arrives after so many. @returns whether it was cut off */
async function cutOff(after: number, step: Step): Promise<boolean> {
  let changed = 0;
  let isOver = false;
  let cut: () => void = () => undefined;
  const isCut = new Promise<void>((resolve) => {
    cut = resolve;
  });
  const faults = await standBetween(account.machine.endpoint, (operation) => {
    if (isOver) return 'hang';
    if (!changing.test(operation)) return undefined;
    changed += 1;
    if (changed <= after) return undefined;
    isOver = true;
    cut();
    return 'hang';
  });
  const running = step(await account.as('ann', faults.endpoint));
  const ended = running.then(
    () => undefined,
    (error) => error,
  );
  await Promise.race([isCut, ended]);
  await faults.close();
  const error = await ended;
  if (!isOver && error) throw error;
  return isOver;
}

/** Whatever closes Deploy, now or later, has an end in the account. */
async function expectEnds(): Promise<void> {
  const schedules = await account.schedules();
  if ((await account.closedBecause()) !== undefined) expect(schedules).toContain('shop-lock-ends');
  if (schedules.includes('shop-lock-begins')) expect(schedules).toContain('shop-lock-ends');
  for (let hours = 0; hours < 12 && (await account.schedules()).length > 0; hours += 1)
    await account.pass(60);
  expect(await account.closedBecause()).toBeUndefined();
  expect(await account.schedules()).toEqual([]);
}

describe.each(cases)('%s that is cut off', (_, before, step) => {
  test('ends by itself, wherever that was', async () => {
    let after = 0;
    for (let isCut = true; isCut; after += 1) {
      for (const one of before) await one(await account.as('ben'));
      isCut = await cutOff(after, step);
      await expectEnds();
    }
    expect(after).toBeGreaterThan(1);
  });
});

test('a lock that is over before it closes, since the machine has slept, is taken back and said to be none', async () => {
  let hasSlept = false;
  const faults = await standBetween(account.machine.endpoint, async (operation) => {
    if (operation !== 'DisableStageTransition' || hasSlept) return undefined;
    hasSlept = true;
    await account.pass(4);
    return undefined;
  });
  const ann = await account.as('ann', faults.endpoint);
  const window = { environment: 'dev', span: '1m' };
  await expect(setLock(ann, { reason: 'short', window, replace: false })).rejects.toMatchObject({
    code: 'LOST_LEASE',
    message: expect.stringContaining('was over before dev was closed; nothing is locked'),
  });
  await faults.close();
  expect(await account.closedBecause()).toBeUndefined();
  expect(await account.schedules()).toEqual([]);
});

test('a lock to come has an end, though somebody unlocked while it was being made', async () => {
  let hasUnlocked = false;
  const faults = await standBetween(account.machine.endpoint, async (operation) => {
    if (!/^POST .*shop-lock-begins/.test(operation) || hasUnlocked) return undefined;
    hasUnlocked = true;
    await liftLock(await account.as('ben'));
    return undefined;
  });
  await later(await account.as('ann', faults.endpoint));
  await faults.close();
  expect(hasUnlocked).toBe(true);
  await expectEnds();
});

test('a way that was closed by hand is opened by whoever unlocks, however often that is cut off', async () => {
  await byHand(await account.as('ann'));
  expect(await cutOff(0, liftLock)).toBe(true);
  expect(await account.closedBecause()).toBe('by hand');
  await liftLock(await account.as('ann'));
  expect(await account.closedBecause()).toBeUndefined();
});

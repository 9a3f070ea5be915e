import { isWanted } from '../../lib/release/history/filter';

const pushedBy = 'arn:aws:iam::111111111111:user/ada';
const told = (guards: readonly string[] | undefined) => ({
  pushedBy,
  reason: guards && { guards },
});

test('a release was let past a guard where the reason that was given names one', () => {
  expect(isWanted({ overridden: true }, told(['skip-upstream']))).toBe(true);
  expect(isWanted({ overridden: true }, told([]))).toBe(false);
  expect(isWanted({ overridden: true }, told(undefined))).toBe(false);
});

test('where the environment is guarded any reason lets a release pass', () => {
  const guarded = { overridden: true, anyReasonPasses: true };
  expect(isWanted(guarded, told([]))).toBe(true);
  expect(isWanted(guarded, told(undefined))).toBe(false);
});

test('who pushed is found by a part of the name, beside the rest', () => {
  expect(isWanted({ by: 'ADA' }, told(undefined))).toBe(true);
  expect(isWanted({ by: 'bob', overridden: true }, told(['skip-look']))).toBe(false);
});

import { annotateHistory } from '../../lib/release/history/annotate';
import { rollbackTarget } from '../../lib/release/history/rollback-target';
import { runningRelease } from '../../lib/release/history/running';
import { historyOf } from './releases';

const rollbacksIn = (story: string) =>
  annotateHistory(historyOf(story))
    .reverse()
    .map(({ commit, isRollback }) => (isRollback ? `<${commit}>` : commit))
    .join(' ');

describe('the history', () => {
  test.each([
    ['A ok, B ok, A ok', 'A B <A>', 'going back to an earlier commit is a rollback'],
    ['A ok, B ok, A ok, B ok', 'A B <A> B', 'undoing a rollback is none'],
    ['A ok, A ok', 'A A', 'releasing the same commit again is none'],
    ['A ok, B failed, B ok', 'A B B', 'trying again is none'],
    ['A ok, B ok, C ok, B ok, A ok', 'A B C <B> <A>', 'two rollbacks are two'],
    ['? failed, A ok, B ok, A ok', ' A B <A>', 'a release without a commit is no evidence'],
  ])('%s: %s (%s)', (story, expected) => {
    expect(rollbacksIn(story)).toBe(expected);
  });

  test.each([
    ['A ok, B ok, A ok', 'B'],
    ['A ok, B ok, C ok, A ok', 'B C'],
    ['A ok, B ok, A ok, B ok', 'B'],
    ['A ok, B ok, C ok, B ok, A ok', 'B C B'],
    ['A ok, B failed, A ok, C ok', 'B'],
    ['A ok, B ok', ''],
  ])('%s: %s was rolled back', (story, expected) => {
    const marked = annotateHistory(historyOf(story)).filter(({ isRolledBack }) => isRolledBack);
    expect(
      marked
        .reverse()
        .map(({ commit }) => commit)
        .join(' '),
    ).toBe(expected);
  });

  test('gives no duration to what is under way', () => {
    const [newest, older] = annotateHistory(historyOf('A ok, B running'));
    expect(newest?.durationMs).toBeUndefined();
    expect(older?.durationMs).toBe(10_000);
  });

  test.each([
    ['A ok, B ok', 'B'],
    ['A ok, B failed', 'A'],
    ['A ok, B ok, C running', 'B'],
    ['A failed', undefined],
  ])('%s: %s runs', (story, expected) => {
    expect(runningRelease(historyOf(story))?.commit).toBe(expected);
  });
});

describe('a rollback', () => {
  test.each([
    ['A ok, B ok', 'B', 'A', 'goes back to the success before'],
    ['A ok, B failed, C failed', 'C', 'A', 'skips what failed'],
    ['A ok, B ok, C ok, B ok', 'B', 'A', 'walks further back the second time'],
    ['A ok, B ok, C ok, B failed', 'B', 'A', 'walks on where the rollback itself failed'],
    ['A ok, B failed, B ok', 'B', 'A', 'looks before the first release of what is in place'],
    ['A ok, B ok, B failed', 'B', 'A', 'does not go back to the same commit'],
    ['A ok, B ok', 'X', 'B', 'goes to what runs where the tip was never released'],
    ['A ok', 'A', undefined, 'has nowhere to go after the first release'],
    ['A failed, B ok', 'B', undefined, 'does not go back to a failed release'],
    ['A ok, B running', 'B', 'A', 'may leave what is still under way'],
  ])('%s at %s → %s: %s', (story, current, expected, _) => {
    expect(rollbackTarget(historyOf(story), current)?.commit).toBe(expected);
  });
});

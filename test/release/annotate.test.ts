import { annotateHistory } from '../../lib/release/history/annotate';
import type { Release } from '../../lib/release/release';
import { stopText, withdrawn } from '../../lib/release/stop';
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

  test('takes a start that was taken back for nothing that anybody meant', () => {
    const stopReason = stopText({ by: 'ann', reason: withdrawn });
    const [newest, ...older] = historyOf('A ok, B ok, A stopped');
    const marked = annotateHistory([{ ...(newest as Release), stopReason }, ...older]);
    expect(marked.some(({ isRollback, isRolledBack }) => isRollback || isRolledBack)).toBe(false);
  });

  test('gives no duration to what is under way', () => {
    const [newest, older] = annotateHistory(historyOf('A ok, B running'));
    expect(newest?.durationMs).toBeUndefined();
    expect(older?.durationMs).toBe(10_000);
  });
});

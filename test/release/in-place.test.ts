import { commitsInPlace } from '../../lib/release/history/in-place';
import { told } from './state/story';

describe('what a release may not undo unasked', () => {
  test.each([
    ['A ok', ['A']],
    ['A ok, B ok', ['B']],
    ['A ok, B running in Build', ['A', 'B']],
    ['A ok, B failed in Deploy', ['A']],
    ['A ok, B ok, A ok', ['A']],
    ['A ok, B ok, A stopped in Deploy', ['A']],
    ['A ok, B ok, A failed in Build', ['A']],
    ['A ok, B ok, A running in Build', ['A']],
    ['A ok, B ok, A ok, B ok', ['B']],
  ])('after %s is %j', (story, commits) => {
    const { releases, tip } = told(story);
    expect(commitsInPlace(releases, tip)).toEqual(commits);
  });
});

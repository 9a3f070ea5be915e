import { putsBackWhatRan } from '../../../lib/release/state/way-back';
import { told } from './story';

/** Of the newest release. */
function goesBack(story: string): boolean {
  const { releases, actions } = told(story);
  const [newest] = releases;
  if (!newest) throw new Error('there is no release');
  return putsBackWhatRan(newest, releases, actions);
}

describe('a release', () => {
  test.each([
    ['A ok, B ok, A running in Build', true],
    ['A ok, B failed in Deploy, A running in Build', true],
    ['A ok, B ok, A failed in Deploy, A running in Build', true],
    ['A ok, B running in Build', false],
    ['A ok, A running in Build', false],
    ['A ok, B ok, A ok, B running in Build', false],
    ['A failed in Deploy, B ok, A running in Build', false],
    ['A ok, B ok, A ok, C ok, B running in Build', false],
  ])('after %s puts back what ran before: %s', (story, expected) => {
    expect(goesBack(story)).toBe(expected);
  });
});

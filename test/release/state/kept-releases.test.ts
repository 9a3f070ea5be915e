import { keptReleases, writtenSince } from '../../../lib/release/state/kept-releases';
import { stateOf } from '../../../lib/release/state/state';
import { told } from './story';

const never = new Date(8.64e15);

/** Which commits stay of a history in which nothing is young, newest first. */
function kept(story: string, keep: number, wanted?: string): string {
  const { releases, actions, tip } = told(story);
  const evidence = { releases, actions, tip: wanted ?? tip, stages: [] };
  const found = keptReleases(evidence, stateOf(evidence), { keep, since: never });
  return [...new Set(found.map(({ commit }) => commit))].join(' ');
}

test.each([
  ['A ok, B ok, C ok, D ok', 2, 'D C B'],
  ['A ok, B ok, C ok, D ok', 0, 'D'],
  ['A ok', 10, 'A'],
])('of "%s" stays what runs and the last %d good commits', (story, keep, expected) => {
  expect(kept(story, keep)).toBe(expected);
});

test.each([
  ['what is on its way', 'A ok, B ok, C running in Build', 0, 'C B'],
  ['what waits in its deploy', 'A ok, B ok, C running', 0, 'C B'],
  ['what a deploy was cut off at', 'A ok, B ok, C failed', 0, 'C B'],
  ['what was released twice, as one', 'A ok, B ok, C ok, C ok, C ok', 1, 'C B'],
  ['more than what failed', 'A ok, B failed in Build, C ok', 1, 'C A'],
  ['no commit that was rolled back', 'A ok, B ok, C ok, B ok', 1, 'B A'],
])('there stays %s', (_, story, keep, expected) => {
  expect(kept(story, keep)).toBe(expected);
});

test('what the branch names stays, although nothing of it runs', () => {
  expect(kept('A ok, B failed in Build, C ok', 0, 'B')).toBe('C B');
});

test('whatever is young stays', () => {
  const { releases, actions, tip } = told('A ok, B failed in Build, C ok');
  const evidence = { releases, actions, tip, stages: [] };
  const since = releases[1]?.updatedAt ?? never;
  const found = keptReleases(evidence, stateOf(evidence), { keep: 0, since });
  expect(found.map(({ commit }) => commit)).toEqual(['C', 'B']);
});

test('what was written since the oldest release began that is not over counts as young', () => {
  const { releases } = told('A ok, B running in Build, C running in Build');
  expect(writtenSince(releases, never)).toEqual(releases[1]?.startedAt);
  expect(writtenSince(releases, new Date(0))).toEqual(new Date(0));
});

import { notYet } from './not-yet';
import { type RuleName, rules } from './rules/rules';
import { readSources } from './sources';
import { plainErrors, readsMessages, smallForReason } from './table';

const sources = readSources();
const names = Object.keys(rules) as RuleName[];

test('there are sources to look at', () => {
  expect(sources.length).toBeGreaterThan(500);
  expect(sources.flatMap(({ imports }) => imports).length).toBeGreaterThan(2000);
});

describe.each(names)('the rule of %s', (name) => {
  const found = rules[name](sources);
  const excused = notYet[name] ?? [];

  test('holds', () => {
    expect(found.filter((complaint) => !excused.includes(complaint))).toEqual([]);
  });

  test('is not excused from what it keeps by now', () => {
    expect(excused.filter((complaint) => !found.includes(complaint))).toEqual([]);
  });
});

test.each([
  ['cuts a message', readsMessages],
  ['makes a plain Error', plainErrors],
  ['is a small folder', smallForReason],
])('what is listed because it %s still exists', (_, listed) => {
  const places = sources.map(({ path }) => path);
  const gone = Object.keys(listed).filter(
    (listed) => !places.some((path) => path === listed || path.startsWith(`${listed}/`)),
  );
  expect(gone).toEqual([]);
});

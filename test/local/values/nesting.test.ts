import { nestingOf } from '../../../lib/local/values/nesting';

test.each([
  ['', 0],
  ['a: b', 0],
  ['{"a": [1, {"b": []}]}', 4],
  ['[[], [], [[]]]', 3],
  [']]]]', 0],
  ['a:\n    b:\n        c: 1', 4],
  ['- - - - x', 4],
  ['? ? ? x', 3],
  ['['.repeat(1000), 1000],
])('%p nests %i deep', (text, depth) => {
  expect(nestingOf(text)).toBe(depth);
});

import { packed, unpacked } from '../../../cli/console/page/common/packed';

test.each([
  ['a commit', 'eb9edbf27fc17c40fc94dd3bbadc69c9713aeab7', 29],
  ['a digest', 'b'.repeat(64), 45],
  ['an execution', 'c4516083-d62f-4719-9038-c87d4da6ac50', 24],
  ['what is none of these', 'prd-1', 5],
  ['an id in capitals', 'C4516083-D62F-4719-9038-C87D4DA6AC50', 36],
  ['nothing', '', 0],
])('%s is the same again, and no longer', (_, text, most) => {
  expect(unpacked(packed(text))).toBe(text);
  expect(packed(text).length).toBeLessThanOrEqual(most);
});

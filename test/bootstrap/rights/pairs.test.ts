import { explained } from './explained';
import { pairsOf } from './pairs';
import { oneOfEachKind } from './stories/stories';
import { witness } from './witness';

jest.mock('../../../lib/local/policy/evaluate', () =>
  jest
    .requireActual('./evaluation')
    .heard(jest.requireActual('../../../lib/local/policy/evaluate')),
);

// The rest of the stories, and whether any is needed that none of them needs, is in mutation.long.
describe("what the template's roles may do", () => {
  test.each(oneOfEachKind)('suffices for $name', async ({ name, play }) => {
    witness.story = name;
    await play();
  });

  test('is explained where nothing here asks for it', () => {
    const pairs = pairsOf();
    expect(Object.keys(explained).filter((pair) => !pairs.includes(pair as never))).toEqual([]);
    expect(Object.keys(explained).filter((pair) => witness.needed.has(pair as never))).toEqual([]);
    expect(Object.keys(explained).length).toBeLessThanOrEqual(20);
  });
});

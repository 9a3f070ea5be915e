import { explained } from './explained';
import { pairsOf } from './pairs';
import { stories } from './stories/stories';
import { witness } from './witness';

jest.mock('../../../lib/local/policy/evaluate', () =>
  jest
    .requireActual('./evaluation')
    .heard(jest.requireActual('../../../lib/local/policy/evaluate')),
);

describe("what the template's roles may do", () => {
  test.each(stories)('suffices for $name', async ({ name, play }) => {
    witness.story = name;
    await play();
  });

  test('is needed by one of these, or AWS says that it is', () => {
    const left = pairsOf().filter((pair) => !witness.needed.has(pair));
    expect(left).toEqual(Object.keys(explained));
    expect(left.length).toBeLessThanOrEqual(20);
  });
});

import type { Ask, Decision } from '../../../lib/local/base/rights';
import type { Asker } from '../../../lib/local/policy/evaluate';
import { explained, quiet } from './explained';
import { pairsOf } from './pairs';
import { stories } from './stories/stories';
import { Witness } from './witness';

const mockWitness = new Witness();
jest.mock('../../../lib/local/policy/evaluate', () => {
  const actual = jest.requireActual('../../../lib/local/policy/evaluate');
  return {
    ...actual,
    decide: (ask: Ask, asker: Asker, find: unknown): Decision =>
      mockWitness.hear(ask, asker, (other) => actual.decide(ask, other, find)),
  };
});

describe("what the template's roles may do", () => {
  test.each(stories)('suffices for $name', async ({ name, play }) => {
    mockWitness.story = name;
    await play();
  });

  test('is needed by one of these, or AWS says that it is', () => {
    const left = pairsOf().filter((pair) => !mockWitness.needed.has(pair));
    expect(left).toEqual([...Object.keys(explained), ...Object.keys(quiet)].sort());
    expect(left.length).toBeLessThanOrEqual(20);
  });
});

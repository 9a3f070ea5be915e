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

beforeAll(async () => {
  for (const { name, play } of stories) {
    mockWitness.story = name;
    await play();
  }
}, 30 * 60_000);
afterEach(() => {
  mockWitness.taken = undefined;
});

const pairs = pairsOf().filter((pair) => !(pair in explained) && !(pair in quiet));

test.each(pairs)('without %s a story fails', async (pair) => {
  const first = mockWitness.needed.get(pair);
  const found = stories.find(({ name }) => name === first);
  if (!found) throw new Error('no story needs it');
  mockWitness.taken = pair;
  await expect(found.play()).rejects.toThrow();
});

import { explained, quiet } from './explained';
import { pairsOf } from './pairs';
import { stories } from './stories/stories';
import { witness } from './witness';

jest.mock('../../../lib/local/policy/evaluate', () =>
  jest
    .requireActual('./evaluation')
    .heard(jest.requireActual('../../../lib/local/policy/evaluate')),
);

beforeAll(async () => {
  for (const { name, play } of stories) {
    witness.story = name;
    await play();
  }
}, 30 * 60_000);
afterEach(() => {
  witness.taken = undefined;
});

const pairs = pairsOf().filter((pair) => !(pair in explained) && !(pair in quiet));

test.each(pairs)('without %s a story fails', async (pair) => {
  const first = witness.needed.get(pair);
  const found = stories.find(({ name }) => name === first);
  if (!found) throw new Error('no story needs it');
  witness.taken = pair;
  await expect(found.play()).rejects.toThrow();
});

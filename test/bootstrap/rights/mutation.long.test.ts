import { explained } from './explained';
import { pairsOf } from './pairs';
import { stories } from './stories/stories';
import { witness } from './witness';

jest.mock('../../../lib/local/policy/evaluate', () =>
  jest
    .requireActual('./evaluation')
    .heard(jest.requireActual('../../../lib/local/policy/evaluate')),
);

afterEach(() => {
  witness.taken = undefined;
});

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

const pairs = pairsOf().filter((pair) => !(pair in explained));

test.each(pairs)('without %s a story fails', async (pair) => {
  const names = witness.needed.get(pair) ?? new Set();
  witness.taken = pair;
  for (const { play } of stories.filter(({ name }) => names.has(name)))
    if (await fails(play)) return;
  throw new Error(`without it these go on as before: ${[...names].join(', ') || 'all'}`);
});

function fails(play: () => Promise<void>): Promise<boolean> {
  return play().then(
    () => false,
    () => true,
  );
}

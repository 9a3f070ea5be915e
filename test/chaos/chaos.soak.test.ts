import fc from 'fast-check';
import { playAll, storiesToPlay } from '../model/play/tier';
import { Ledger } from './ledger';
import { play } from './play';
import { oneOfEach, type Story, storiesOf } from './trouble';

const file = 'test/chaos/chaos.soak.test.ts';
const ledger = new Ledger();
afterAll(() => {
  process.stdout.write(`\n${ledger.table()}`);
});

const shapes: readonly [string, fc.Arbitrary<Story>][] = [
  ['each trouble once', oneOfEach],
  ...(process.env.GITENV_SOAK ? ([2, 8] as const) : []).map(
    (people): [string, fc.Arbitrary<Story>] => [`${people} of them`, storiesOf(people)],
  ),
];

describe('people who work while things break', () => {
  test.each(shapes)('lose nothing that they were told: %s', async (_, stories) => {
    const property = fc.asyncProperty(stories, (story) => play(story, ledger));
    // What happens at the same time does so in another order the next time: a shorter story says no more.
    await playAll(property, file, { ...storiesToPlay('chaos'), endOnFailure: true });
  });
});

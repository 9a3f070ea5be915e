import fc from 'fast-check';
import { removeInstalled } from './engine/installed';
import { setups, stories } from './play/commands';
import { play } from './play/play';
import { playAll, storiesToPlay } from './play/tier';

afterAll(removeInstalled);

describe('an environment, whatever happens to it', () => {
  test('says what really runs, ends its locks, and has a way to a good commit', async () => {
    await playAll(
      fc.asyncProperty(setups, stories, play),
      'test/model/engine.soak.test.ts',
      storiesToPlay('engine'),
    );
  });
});

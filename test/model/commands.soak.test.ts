import fc from 'fast-check';
import { playAll, storiesToPlay } from './play/tier';
import { playTyped, typedStories } from './typed/story';

describe('two people who type, whatever their releases do', () => {
  test('see what really runs, and can always release a fix', async () => {
    await playAll(
      fc.asyncProperty(typedStories, playTyped),
      'test/model/commands.soak.test.ts',
      storiesToPlay('commands'),
    );
  });
});

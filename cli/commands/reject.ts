import { defineCommand } from '../command';
import { answerWaiting } from './approve';

export const rejectCommand = defineCommand({
  name: 'reject',
  group: 'Release',
  summary: 'End the release that waits for approval',
  arguments: [
    { spelling: '<env>', meaning: 'The environment' },
    {
      spelling: '[commit]',
      meaning:
        'The commit that waits, as gitenv status shows it (default: whichever waits, shown first)',
    },
  ],
  options: [
    { spelling: '-m, --comment <text>', meaning: 'Kept with the rejection' },
    { spelling: '--reason <text>', meaning: 'The same' },
  ],
  examples: [{ line: 'gitenv reject prd 3f2a91c -m "after the holidays"', meaning: 'and say why' }],
  run: async (session, { args: [name, spec], options: { comment, reason } }) => {
    const { assumeYes } = session;
    const answered = { name, spec, comment: comment ?? reason, assumeYes };
    await answerWaiting(session, answered, 'Rejected');
    return undefined;
  },
});

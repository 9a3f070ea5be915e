import type { Command } from '../command';
import { verdict } from '../verdict';

export const approve: Command = {
  name: 'approve',
  group: 'Release',
  summary: 'Let the release that waits go on to its deploy',
  description:
    'Approves exactly the commit that is named: when another one waits by then, nothing happens. Shows first what it ' +
    'brings, and asks. Where the environment has "separateApprover", whoever pushed the release cannot approve it.',
  arguments: [
    { spelling: '<env>', meaning: 'The environment' },
    { spelling: '<commit>', meaning: 'The commit that waits, as gitenv status shows it' },
  ],
  options: [
    { spelling: '-m, --comment <text>', meaning: 'Kept with the approval' },
    { spelling: '-y, --yes', meaning: 'Do not ask' },
    { spelling: '--no-follow', meaning: 'Do not wait for the release to end' },
  ],
  examples: [
    { line: 'gitenv approve prd 3f2a91c', meaning: 'shows what it brings, and asks' },
    { line: 'gitenv approve prd 3f2a91c -m "tested by hand" --yes', meaning: 'without asking' },
  ],
  run: (session, input) => verdict(session, input, 'Approved'),
};

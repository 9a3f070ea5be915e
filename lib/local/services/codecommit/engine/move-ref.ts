import type { Context } from '../../../base/context';
import { finished, startGit } from '../git/process';
import { noObject } from '../git/refs';
import type { Move } from '../model/records';
import type { OpenRepository } from '../model/specifier';
import { openJournal, settle } from './moves';
import { inTurn } from './order';

/**
 * Moves one ref from where it is believed to be, with its event, as a push would.
 * @returns false where it was elsewhere: then nothing has changed
 */
export async function moveRef(
  { repository, gitdir }: OpenRepository,
  move: Omit<Move, 'eventId'>,
  context: Context,
): Promise<boolean> {
  const git = startGit(['--git-dir', gitdir, 'update-ref', '--stdin', '-z']);
  const ended = finished(git);
  const journal = openJournal(repository, [move], git, context);
  return inTurn(journal, async (turn) => {
    git.stdin.end(`update ${move.ref}\0${move.new ?? noObject}\0${move.old ?? noObject}\0`);
    const { code } = await ended;
    await turn;
    settle(journal, code === 0 ? journal.moves : [], context);
    return code === 0;
  });
}

import { commitsBetween, subjectOf } from '../../git/history';
import { git } from '../../git/run';
import type { Progress } from '../../release/following/progress';
import { shortCommit } from '../../release/wording';
import type { Found, Move } from './move';

/** Says what is pushed, and how far it goes. */
export async function tellPush(move: Move, _: Found, { say }: Progress): Promise<undefined> {
  say(`${move.open.environment.name}: pushing ${await describePush(move)}`);
}

async function describePush({ open, commit, place }: Move): Promise<string> {
  const [tip, subject] = [await open.tip(), await git(subjectOf(commit), place)];
  const what = `${shortCommit(commit)} "${subject ?? ''}"`;
  if (tip === undefined) return `${what}, the first release`;
  const added = (await git(commitsBetween(tip, commit), place))?.length ?? 0;
  return `${what}, ${added} commit${added === 1 ? '' : 's'} after ${shortCommit(tip)}`;
}

export async function tellAgain(
  { open, commit }: Move,
  _: Found,
  { say }: Progress,
): Promise<undefined> {
  say(`${open.environment.name}: already at ${shortCommit(commit)}; releasing it again`);
}

/** What Ctrl-C says from now on. */
export async function nowPushing(
  { open }: Move,
  _: Found,
  { whenInterrupted }: Progress,
): Promise<undefined> {
  whenInterrupted(
    `Interrupted while pushing to ${open.environment.name}.`,
    'gitenv status, to see whether the push arrived',
  );
}

export async function nowStarting(
  { open }: Move,
  _: Found,
  { whenInterrupted }: Progress,
): Promise<undefined> {
  whenInterrupted(
    `Interrupted while starting a release of ${open.environment.name}.`,
    'gitenv status, to see whether it started',
  );
}

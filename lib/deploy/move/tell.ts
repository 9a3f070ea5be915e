import { commitsBetween, subjectOf } from '../../git/history';
import { uncommittedFiles } from '../../git/repository';
import { commitAt } from '../../git/resolve-commit';
import { git } from '../../git/run';
import type { Progress } from '../../release/following/progress';
import { countOf, shortCommit } from '../../release/wording';
import type { Found, Move } from './move';

/** Says what is pushed, and how far it goes. */
export async function tellPush(move: Move, _: Found, { say }: Progress): Promise<undefined> {
  say(`${move.open.environment.name}: pushing ${await describePush(move)}`);
}

/** Names so many files; more are only counted. */
const named = 3;

/** Says which changes are in no commit, where what is checked out is pushed: nobody else is going to. */
export async function tellUncommitted(
  { open, commit, place }: Move,
  _: Found,
  { say }: Progress,
): Promise<undefined> {
  if ((await git(commitAt('HEAD'), place)) !== commit) return;
  const files = await git(uncommittedFiles, place);
  if (files.length === 0) return;
  const more = files.length > named ? ` and ${files.length - named} more` : '';
  const which = `${files.slice(0, named).join(', ')}${more}`;
  say(`${open.environment.name}: uncommitted changes are not released: ${which}`);
}

async function describePush({ open, commit, place }: Move): Promise<string> {
  const [tip, subject] = [await open.tip(), await git(subjectOf(commit), place)];
  const what = `${shortCommit(commit)} "${subject ?? ''}"`;
  if (tip === undefined) return `${what}, the first release`;
  const [added, lost] = await Promise.all(
    [commitsBetween(tip, commit), commitsBetween(commit, tip)].map((task) => git(task, place)),
  );
  // A tip that is not here can be compared with nothing.
  if (!added || !lost) return what;
  const without = `${countOf(lost.length, 'commits')}`;
  const short = shortCommit(tip);
  if (lost.length === 0) return `${what}, ${countOf(added.length, 'commits')} after ${short}`;
  if (added.length === 0) return `${what}, ${without} before ${short}`;
  return `${what}, ${countOf(added.length, 'commits')} that ${short} lacks, and without ${without} of it`;
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
    `Interrupted while pushing to ${open.environment.name}. gitenv status says whether the push arrived.`,
    'gitenv status',
  );
}

export async function nowStarting(
  { open }: Move,
  _: Found,
  { whenInterrupted }: Progress,
): Promise<undefined> {
  whenInterrupted(
    `Interrupted while starting a release of ${open.environment.name}. gitenv status says whether it started.`,
    'gitenv status',
  );
}

import { GitenvError } from '../../errors';
import { shellWord } from '../../shell-word';
import { nameOfCaller } from '../caller';
import { shortCommit, titleOf } from '../wording';

/** What is known of the push that came in between. */
export interface Intruder {
  readonly commit: string | undefined;
  readonly subject: string;
  readonly pushedBy: string | undefined;
}

/**
 * The branch moved while a commit that it named was being started by hand, and that start was taken back.
 * @param goesOn whether what the branch names now is released, or was
 */
export function movedMeanwhile(
  environment: string,
  started: string,
  found: Intruder,
  goesOn: boolean,
): GitenvError {
  const who = found.pushedBy === undefined ? 'somebody' : nameOfCaller(found.pushedBy);
  return new GitenvError(
    'LOST_LEASE',
    `While ${shortCommit(started)} was being started in ${environment}, ${who} pushed ${titleOf(found)}`,
    {
      further: `The release of ${shortCommit(started)} is stopped again.`,
      hint: goesOn ? 'gitenv status' : `gitenv redeploy ${environment}`,
    },
  );
}

/**
 * The branch moved between looking and pushing.
 * @param isNew whether what was pushed is what is checked out, on top of what the branch was at: then it can take theirs along
 */
export function lostLease(
  { name: environment, branch }: { readonly name: string; readonly branch: string },
  expected: string | undefined,
  found: Intruder,
  isNew: boolean,
): GitenvError {
  const who = found.pushedBy === undefined ? 'somebody' : nameOfCaller(found.pushedBy);
  const where = expected === undefined ? 'had nothing' : `was at ${shortCommit(expected)}`;
  return new GitenvError(
    'LOST_LEASE',
    `${environment} ${where} when you began, but meanwhile ${who} pushed ${titleOf(found)}`,
    isNew
      ? {
          changed: 'nothing',
          advice: 'Put your commits on top of that one, and push again.',
          hint: `git pull --rebase ${environment} ${shellWord(branch)}\ngitenv push ${environment}`,
        }
      : { changed: 'nothing', hint: `gitenv history ${environment}\ngitenv status` },
  );
}

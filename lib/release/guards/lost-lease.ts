import { GitenvError } from '../../errors';
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

/** The branch moved between looking and pushing. */
export function lostLease(
  environment: string,
  expected: string | undefined,
  found: Intruder,
): GitenvError {
  const who = found.pushedBy === undefined ? 'somebody' : nameOfCaller(found.pushedBy);
  const where = expected === undefined ? 'had nothing' : `was at ${shortCommit(expected)}`;
  return new GitenvError(
    'LOST_LEASE',
    `${environment} ${where} when you began, but meanwhile ${who} pushed ${titleOf(found)}`,
    { changed: 'nothing', hint: `gitenv history ${environment}` },
  );
}

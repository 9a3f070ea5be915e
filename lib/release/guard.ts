import { GitenvError } from '../errors';
import { shortCommit } from './follow';

/** What is known before a branch is moved. */
export interface Move {
  readonly environment: string;
  /** The branch's tip; undefined before the first push. */
  readonly from: string | undefined;
  readonly to: string;
  /** Whether `to` has everything `from` has; undefined where this clone does not know `from`. */
  readonly isForward: boolean | undefined;
}

/**
 * Refuses to put something in place that lacks commits which are in place now, because that is a rollback or a
 * mistake, and both deserve to be named.
 * @throws GitenvError DOWNGRADE
 */
export function refuseDowngrade({ environment, from, to, isForward }: Move): void {
  if (from === undefined || from === to || isForward === true) return;
  const [older, newer] = [shortCommit(to), shortCommit(from)];
  if (isForward === undefined) {
    throw new GitenvError(
      'DOWNGRADE',
      `${environment} has ${newer}, which this clone does not know, so ${older} could undo it; nothing was changed.`,
      { hint: `git fetch ${environment}` },
    );
  }
  throw new GitenvError(
    'DOWNGRADE',
    `${older} lacks commits that ${environment} has (its tip is ${newer}); nothing was changed.`,
    { hint: `gitenv rollback ${environment} --to ${older}, if undoing them is what you want` },
  );
}

/** What is known of the push that came in between. */
export interface Intruder {
  readonly commit: string | undefined;
  readonly subject: string;
  readonly pushedBy: string | undefined;
}

/** The branch moved between looking and pushing. */
export function lostLease(
  environment: string,
  expected: string | undefined,
  found: Intruder,
): GitenvError {
  const who = found.pushedBy === undefined ? 'somebody' : nameOfCaller(found.pushedBy);
  const what = `${shortCommit(found.commit)}${found.subject && ` "${found.subject}"`}`;
  const where = expected === undefined ? 'had nothing' : `was at ${shortCommit(expected)}`;
  return new GitenvError(
    'LOST_LEASE',
    `${environment} ${where} when you began, but meanwhile ${who} pushed ${what}; nothing was changed.`,
    { hint: `gitenv history ${environment}` },
  );
}

/** The part of an IAM or STS ARN that a person recognises: the user, or the session's name. */
export function nameOfCaller(arn: string): string {
  return arn.split('/').pop() ?? arn;
}

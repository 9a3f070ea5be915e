import { GitenvError } from '../../errors';
import { shortCommit } from '../following/follow';

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
    `${environment} ${where} when you began, but meanwhile ${who} pushed ${what}`,
    { changed: 'nothing', hint: `gitenv history ${environment}` },
  );
}

/** The part of an IAM or STS ARN that a person recognises: the user, or the session's name. */
export function nameOfCaller(arn: string): string {
  return arn.split('/').pop() ?? arn;
}

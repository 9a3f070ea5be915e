import { type ErrorCode, GitenvError } from '../errors';
import { describeFailed } from './condition';
import { conclusionOf, shortCommit } from './follow';
import type { Release, StageCondition } from './release';

/**
 * A release that ended without success.
 * @param stage in which an action failed
 * @param condition what the last stage asked and it did not meet
 */
export function endedBadly(
  environment: string,
  release: Release,
  stage: string | undefined,
  condition: StageCondition | undefined,
): GitenvError {
  const ending = `${environment}: ${conclusionOf(release)}`;
  const [short, failed] = [shortCommit(release.commit), release.status === 'Failed'];
  if (failed && stage === undefined && condition?.hasFailed) {
    const message = `${ending}: ${describeFailed(condition)}.`;
    return new GitenvError('RELEASE_FAILED', message, { hint: `gitenv retry ${environment}` });
  }
  const hint = failed ? `gitenv logs ${environment} ${short}` : hintAfter(release, environment);
  const where = stage === undefined ? '' : ` in ${stage}`;
  return new GitenvError('RELEASE_FAILED', `${ending}${where}.`, { hint });
}

function hintAfter({ status, commit }: Release, environment: string): string {
  if (status === 'Cancelled') return `gitenv push ${environment} ${shortCommit(commit)}`;
  return status === 'Superseded' ? `gitenv watch ${environment}` : `gitenv history ${environment}`;
}

const vanished: ReadonlySet<ErrorCode> = new Set(['NOT_INSTALLED', 'RELEASE_GONE']);

/** A release that was followed and cannot be looked at any more, by what was said when it was tried. */
export function lostSight(
  error: GitenvError,
  environment: string,
  commit: string | undefined,
): GitenvError {
  const { code, message, hint } = error;
  const short = shortCommit(commit);
  if (vanished.has(code)) {
    const what =
      code === 'NOT_INSTALLED' ? 'the pipeline was deleted' : 'the pipeline was replaced';
    return new GitenvError(
      'RELEASE_GONE',
      `${environment}: ${what} while ${short} was being released, so nobody knows how that ended.`,
      {
        hint: `gitenv init ${environment}, and then gitenv push ${environment} ${short}`,
        cause: error,
      },
    );
  }
  const again = `gitenv logs ${environment} ${short} --follow`;
  return new GitenvError(
    code,
    `${message} The release of ${short} to ${environment} goes on; only looking at it does not.`,
    { hint: hint === undefined ? again : `${hint}; then ${again}`, cause: error },
  );
}

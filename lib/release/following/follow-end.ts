import { type ErrorCode, GitenvError } from '../../errors';
import { describeFailed } from '../condition';
import type { Release } from '../release';
import { failedStage } from '../verdict';
import { shortCommit } from '../wording';
import { aftermathOf } from './aftermath';
import { conclusionOf, type Snapshot } from './follow';

/**
 * A release that ended without success: where and why, and what is there now.
 * @param releases of the environment, newest first; empty where they cannot be asked
 */
export function endedBadly(
  environment: string,
  { release, actions, condition }: Snapshot,
  releases: readonly Release[],
): GitenvError {
  const ending = `${environment}: ${conclusionOf(release)}`;
  const [short, failed] = [shortCommit(release.commit), release.status === 'Failed'];
  const { now, wayBack } = isOvertaken(release)
    ? { now: '', wayBack: undefined }
    : aftermathOf(environment, release, actions, releases);
  const stage = failed ? failedStage(actions) : undefined;
  if (failed && stage === undefined && condition?.hasFailed) {
    const clause = `${ending}: ${describeFailed(condition)}${now}`;
    return new GitenvError('RELEASE_FAILED', clause, { hint: `gitenv retry ${environment}` });
  }
  const look = failed ? `gitenv logs ${environment} ${short}` : hintAfter(release, environment);
  const where = stage === undefined ? '' : ` in ${stage}`;
  return new GitenvError('RELEASE_FAILED', `${ending}${where}${now}`, {
    hint: wayBack === undefined ? look : `${look}; ${wayBack}`,
  });
}

/** What is there now is up to the release that came after. */
function isOvertaken({ status }: Release): boolean {
  return status === 'Superseded';
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
  const { code, hint } = error;
  const short = shortCommit(commit);
  if (vanished.has(code)) {
    const what =
      code === 'NOT_INSTALLED' ? 'the pipeline was deleted' : 'the pipeline was replaced';
    return new GitenvError(
      'RELEASE_GONE',
      `${environment}: ${what} while ${short} was being released, so nobody knows how that ended`,
      {
        hint: `gitenv init ${environment}, and then gitenv push ${environment} ${short}`,
        cause: error,
      },
    );
  }
  const again = `gitenv logs ${environment} ${short} --follow`;
  return error.with({
    further: `The release of ${short} to ${environment} goes on; only looking at it does not.`,
    hint: hint === undefined ? again : `${hint}; then ${again}`,
  });
}

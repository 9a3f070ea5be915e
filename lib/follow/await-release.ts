import type { Account } from '../aws/account/account';
import { findRelease } from '../aws/pipeline/pipeline';
import { GitenvError } from '../errors';
import { lostSight } from '../release/following/follow-end';
import type { Spelling } from '../release/guards/override';
import type { Release } from '../release/release';
import { shortCommit } from '../release/wording';
import { Pause, patiently } from '../target/pause';

/** The release that a push is expected to start. */
export interface Expected {
  readonly account: Account;
  readonly environment: string;
  readonly pipeline: string;
  readonly commit: string;
  /** Ids of the releases there were before the push. */
  readonly known: ReadonlySet<string>;
}

const patienceMs = 60_000;

/** Of a push that arrived where AWS did not say what was released before it, so that its release cannot be told. */
export function notFollowed(
  environment: string,
  { code, clause }: GitenvError,
  spelling: Spelling,
): GitenvError {
  const option =
    spelling === 'git' ? 'git config gitenv.follow false' : 'add --no-follow to the command';
  return new GitenvError(
    code,
    `${environment} has the push, but its release cannot be followed: ${clause}`,
    { hint: `${option}, to push without following` },
  );
}

/**
 * Waits until the pipeline has started on the pushed commit.
 * @throws GitenvError NOT_STARTED saying where to look, when nothing starts within a minute; what `lostSight` makes of others
 */
export async function awaitRelease(
  { account, environment, pipeline, commit, known }: Expected,
  patience = patienceMs,
): Promise<Release> {
  const pause = new Pause();
  const deadline = Date.now() + patience;
  do {
    const look = () => findRelease(account, pipeline, commit, { except: known });
    const found = await patiently(look, pause).catch((error: unknown) => {
      throw error instanceof GitenvError ? lostSight(error, environment, commit) : error;
    });
    if (found) return found;
    await pause.wait();
  } while (Date.now() < deadline);
  throw new GitenvError(
    'NOT_STARTED',
    `${environment} has ${shortCommit(commit)}, but its pipeline '${pipeline}' has not started on it within ${patience / 1000} s: look at the EventBridge rules of the stack gitenv-${pipeline}`,
    { hint: `gitenv push ${environment} ${shortCommit(commit)}` },
  );
}

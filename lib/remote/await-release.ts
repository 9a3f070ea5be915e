import type { Account } from '../aws/clients';
import { findRelease } from '../aws/pipeline';
import { GitenvError } from '../errors';
import { shortCommit } from '../release/follow';
import type { Release } from '../release/release';
import { Pause } from './pause';

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

/**
 * Waits until the pipeline has started on the pushed commit.
 * @throws GitenvError NOT_STARTED saying where to look, when nothing starts within a minute
 */
export async function awaitRelease(
  { account, environment, pipeline, commit, known }: Expected,
  patience = patienceMs,
): Promise<Release> {
  const pause = new Pause();
  const deadline = Date.now() + patience;
  do {
    const found = await findRelease(account, pipeline, commit, { except: known });
    if (found) return found;
    await pause.wait();
  } while (Date.now() < deadline);
  throw new GitenvError(
    'NOT_STARTED',
    `${environment} has ${shortCommit(commit)}, but its pipeline '${pipeline}' has not started on it within ${patience / 1000} s: look at the EventBridge rules of the stack gitenv-${pipeline}.`,
    { hint: `gitenv push ${environment} ${shortCommit(commit)}` },
  );
}

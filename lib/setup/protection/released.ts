import type { Account } from '../../aws/account/account';
import { listReleases } from '../../aws/pipeline/pipeline';
import { namesOf } from '../../contract';
import { GitenvError } from '../../errors';
import { goodCommits, rollbackTargets } from '../../release/protection';
import type { Release } from '../../release/release';

const searched = 200;

/** The commits that were released successfully, each once and the newest first: what runs, and where a rollback may go. */
export async function releasedCommits(account: Account, application: string): Promise<string[]> {
  const seen: Release[] = [];
  try {
    for await (const release of listReleases(account, namesOf(application).pipeline)) {
      seen.push(release);
      if (goodCommits(seen).length > rollbackTargets || seen.length === searched) break;
    }
  } catch (error) {
    // Somebody deleted the pipeline by hand: nothing was released in it.
    if (!(error instanceof GitenvError && error.code === 'NOT_INSTALLED')) throw error;
  }
  return goodCommits(seen);
}

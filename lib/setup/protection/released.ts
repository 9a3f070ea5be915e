import type { Account } from '../../aws/account/account';
import { listReleases } from '../../aws/pipeline/pipeline';
import { namesOf } from '../../contract';
import { GitenvError } from '../../errors';

/** How many commits behind the one that runs a rollback is expected to reach. */
export const rollbackTargets = 10;

const searched = 200;

/** The commits that were released successfully, each once and the newest first: what runs, and where a rollback may go. */
export async function releasedCommits(account: Account, application: string): Promise<string[]> {
  const commits = new Set<string>();
  let seen = 0;
  try {
    for await (const { status, commit } of listReleases(account, namesOf(application).pipeline)) {
      if (status === 'Succeeded' && commit !== undefined) commits.add(commit);
      seen += 1;
      if (commits.size > rollbackTargets || seen === searched) break;
    }
  } catch (error) {
    // Somebody deleted the pipeline by hand: nothing was released in it.
    if (!(error instanceof GitenvError && error.code === 'NOT_INSTALLED')) throw error;
  }
  return [...commits];
}

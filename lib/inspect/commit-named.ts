import type { Environment } from '../config/environment';
import { commitAt } from '../git/resolve-commit';
import { type GitPlace, git } from '../git/run';
import { bringCommit } from '../target/bring-commit';
import { runningIn } from './diff';

/** Where a word of a command line may come from that names a commit. */
export interface Naming {
  /** Their names stand for what runs in them. */
  readonly environments: readonly Environment[];
  /** How long an account that does not answer is waited for. */
  readonly patienceMs: number;
}

/**
 * The name of a commit as git understands it: `stg` is what runs in stg, unless git itself knows a commit of that name.
 * @returns the full commit for an environment, fetched if this clone lacked it; any other word as it is
 * @throws GitenvError NOTHING_TO_PROMOTE where nothing runs there
 */
export async function commitNamed(
  spec: string | undefined,
  { environments, patienceMs }: Naming,
  place: GitPlace,
): Promise<string | undefined> {
  const environment = environments.find(({ name }) => name === spec);
  if (spec === undefined || !environment) return spec;
  if ((await git(commitAt(spec), place)) !== undefined) return spec;
  const { open, commit } = await runningIn(environment, patienceMs);
  await bringCommit(commit, [open], place);
  return commit;
}

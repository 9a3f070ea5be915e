import { clauseOf, GitenvError } from '../errors';
import { remoteRefs } from '../git/annotated-tag';
import { distanceBetween } from '../git/history';
import { fetchCommits } from '../git/push';
import { type GitPlace, git } from '../git/run';
import { shortCommit } from '../release/wording';
import { branchRef, signedPlace } from './git-place';
import type { OpenEnvironment } from './open-environment';

/**
 * Sees to it that this clone has a commit, fetching it from the first environment that does. Moves no ref.
 * @throws GitenvError UNKNOWN_COMMIT where none has it any more; GIT_FAILED where one of them cannot be asked
 */
export async function bringCommit(
  commit: string,
  sources: readonly OpenEnvironment[],
  place: GitPlace,
): Promise<void> {
  if (await has(commit, place)) return;
  for (const source of sources) {
    const [cloneUrl, signed] = [await source.cloneUrl(), await signedPlace(source, place)];
    // The branch first: not every server hands out a commit by its name, and it is most often what is missing.
    for (const wanted of [branchRef(source), commit]) {
      await git(fetchCommits(cloneUrl, [wanted]), signed).catch(ignoreRefusal);
      if (await has(commit, place)) return;
    }
  }
  await demandReadable(sources, `the commit ${shortCommit(commit)}`, place);
  const where = sources.map(({ environment }) => environment.name).join(' nor in ');
  throw new GitenvError(
    'UNKNOWN_COMMIT',
    `The commit ${shortCommit(commit)} is neither in this clone nor in ${where} any more`,
    { hint: 'git fetch --all' },
  );
}

/**
 * The same for several. Fetching is done one after the other, because what one brings may bring the next.
 * @throws GitenvError UNKNOWN_COMMIT, GIT_FAILED
 */
export async function bringCommits(
  commits: readonly string[],
  sources: readonly OpenEnvironment[],
  place: GitPlace,
): Promise<void> {
  const here = await Promise.all(commits.map((commit) => has(commit, place)));
  for (const commit of commits.filter((_, at) => !here[at]))
    await bringCommit(commit, sources, place);
}

/**
 * Whoever may not read a repository, or does not reach it, cannot say that it lacks something.
 * @param lacked by this clone
 * @throws GitenvError GIT_FAILED
 */
export async function demandReadable(
  sources: readonly OpenEnvironment[],
  lacked: string,
  place: GitPlace,
): Promise<void> {
  for (const source of sources) {
    const asked = remoteRefs(await source.cloneUrl(), [branchRef(source)]);
    const signed = await signedPlace(source, place);
    await git(asked, signed).catch((error: unknown) => {
      const clause = `This clone lacks ${lacked}, and cannot fetch from ${source.environment.name}: ${clauseOf(error)}`;
      throw new GitenvError('GIT_FAILED', clause, { hint: 'gitenv doctor', cause: error });
    });
  }
}

async function has(commit: string, place: GitPlace): Promise<boolean> {
  return (await git(distanceBetween(commit, commit), place)) !== undefined;
}

/** Whether a fetch by name is refused or finds nothing, shows in the commit still not being there. */
function ignoreRefusal(error: unknown): void {
  if (!(error instanceof GitenvError && error.code === 'GIT_FAILED')) throw error;
}

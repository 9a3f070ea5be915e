import { type NamedCommit, recentCommits, recentNames } from '../git/named-commits';
import { type GitPlace, git } from '../git/run';

/** What a person may want to name where a commit is asked for: recent commits, then tags and branches. */
export async function namedCommits(place: GitPlace): Promise<NamedCommit[]> {
  const found = await Promise.all([git(recentCommits(30), place), git(recentNames(30), place)]);
  return found.flat();
}

import { GitenvError } from '../errors';
import { type ChangedLink, changedLinks } from '../git/changed-files';
import { type Submodule, submodulesOf } from '../git/gitmodules';
import { commitsBetween, type LoggedCommit } from '../git/history';
import { commitAt } from '../git/resolve-commit';
import { type GitPlace, git } from '../git/run';
import {
  type LocalRepository,
  localRepository,
  submoduleRepositories,
} from '../git/submodule-repository';

/** A submodule that is at another commit in the second of two commits than in the first. */
export interface ChangedSubmodule {
  /** From the root of the outermost work tree. */
  readonly path: string;
  /** Path of the repository that has it; empty for the outermost. */
  readonly around: string;
  /** Undefined where it is new. */
  readonly from: string | undefined;
  /** Undefined where it is there no longer. */
  readonly to: string | undefined;
  /** Whether a clone of it is on this machine. */
  readonly isCloned: boolean;
  /** Its own commits that come and go, newest first; undefined where no clone of it here has both ends. */
  readonly brings: readonly LoggedCommit[] | undefined;
  readonly takes: readonly LoggedCommit[] | undefined;
}

/**
 * The submodules that differ between two commits, and, as far as they were cloned here, theirs in turn. A new one is
 * named and not unrolled. Nothing is fetched.
 * @param from a commit, or an empty tree
 */
export async function changedSubmodules(
  from: string,
  to: string,
  place: GitPlace,
): Promise<ChangedSubmodule[]> {
  const links = await git(changedLinks(from, to), place);
  if (links.length === 0) return [];
  return changesIn({ from, to }, links, await localRepository(place), '');
}

interface Ends {
  readonly from: string;
  readonly to: string;
}

async function changesIn(
  ends: Ends,
  links: readonly ChangedLink[],
  repository: LocalRepository,
  around: string,
): Promise<ChangedSubmodule[]> {
  const [before, after] = await Promise.all(
    [ends.from, ends.to].map((commit) => readable(commit, repository.place)),
  );
  const names = new Map([...(before ?? []), ...(after ?? [])].map((it) => [it.path, it]));
  const changes = links.map(async (link) => {
    const entry = names.get(link.path);
    const clones = entry ? await submoduleRepositories(repository, entry) : [];
    return changesOf(link, clones, around);
  });
  return (await Promise.all(changes)).flat();
}

async function changesOf(
  { path: own, from, to }: ChangedLink,
  clones: readonly LocalRepository[],
  around: string,
): Promise<ChangedSubmodule[]> {
  const path = around === '' ? own : `${around}/${own}`;
  const known = { path, around, from, to, isCloned: clones.length > 0 };
  if (from === undefined || to === undefined)
    return [{ ...known, brings: undefined, takes: undefined }];
  for (const clone of clones) {
    const [brings, takes] = await Promise.all([
      git(commitsBetween(from, to), clone.place),
      git(commitsBetween(to, from), clone.place),
    ]);
    if (!brings || !takes) continue;
    const links = await git(changedLinks(from, to), clone.place);
    const inner = await changesIn({ from, to }, links, clone, path);
    return [{ ...known, brings, takes }, ...inner];
  }
  return [{ ...known, brings: undefined, takes: undefined }];
}

/** What is wrong with a `.gitmodules` is for a push to say; an empty tree has none. */
async function readable(commit: string, place: GitPlace): Promise<Submodule[]> {
  if ((await git(commitAt(commit), place)) === undefined) return [];
  try {
    return await submodulesOf(commit, place);
  } catch (error) {
    if (error instanceof GitenvError && error.code === 'BAD_SUBMODULE') return [];
    throw error;
  }
}

import { type Submodule, submodulesOf } from '../git/gitmodules';
import { commitAt } from '../git/resolve-commit';
import { type GitPlace, git } from '../git/run';
import { addressOf } from '../git/submodule-address';
import {
  type LocalRepository,
  localRepository,
  submoduleRepositories,
} from '../git/submodule-repository';

/** A commit of another repository that a commit uses as a submodule. */
export interface Use {
  /** Path of the submodule, from the root of the outermost work tree. */
  readonly where: string;
  /** Name in the environment's account. */
  readonly repository: string;
  readonly commit: string;
  /** The clone of the submodule; undefined where there is none on this machine. */
  readonly clone: GitPlace | undefined;
  /** Whether that clone has the commit. */
  readonly isHere: boolean;
  /** What it uses itself, known only where it is here. */
  readonly uses: readonly Use[];
}

/** A submodule whose address is the same for every environment. */
export interface ForeignUse {
  readonly where: string;
  readonly url: string;
}

export interface Uses {
  readonly uses: readonly Use[];
  readonly foreign: readonly ForeignUse[];
}

/**
 * All that a commit uses, through submodules of submodules, as far as they were cloned here.
 * @throws GitenvError BAD_SUBMODULE
 */
export async function usesOf(commit: string, place: GitPlace): Promise<Uses> {
  const submodules = await submodulesOf(commit, place);
  if (submodules.length === 0) return { uses: [], foreign: [] };
  const foreign: ForeignUse[] = [];
  const uses = await usesAmong(submodules, await localRepository(place), '', foreign);
  return { uses, foreign };
}

async function usesAmong(
  submodules: readonly Submodule[],
  around: LocalRepository,
  below: string,
  foreign: ForeignUse[],
): Promise<Use[]> {
  const found = submodules.map(async (submodule): Promise<Use[]> => {
    const where = `${below}${submodule.path}`;
    const address = addressOf(submodule, where);
    if (address.kind === 'elsewhere') {
      foreign.push({ where, url: address.url });
      return [];
    }
    const { commit } = submodule;
    const clones = await submoduleRepositories(around, submodule);
    const local = await firstWith(commit, clones);
    const inner = local ? await submodulesOf(commit, local.place) : [];
    const uses = local ? await usesAmong(inner, local, `${where}/`, foreign) : [];
    const clone = (local ?? clones[0])?.place;
    const isHere = local !== undefined;
    return [{ where, repository: address.repository, commit, clone, isHere, uses }];
  });
  return (await Promise.all(found)).flat();
}

async function firstWith(
  commit: string,
  clones: readonly LocalRepository[],
): Promise<LocalRepository | undefined> {
  for (const clone of clones) if (await git(commitAt(commit), clone.place)) return clone;
  return undefined;
}

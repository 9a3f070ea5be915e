import { configFile, kitProgram } from '../contract';
import {
  hasFile,
  leftOutIn,
  mayUseOthers,
  type Submodule,
  strayLinksOf,
  submodulesOf,
} from '../git/gitmodules';
import { textInCommit } from '../git/repository';
import { commitAt } from '../git/resolve-commit';
import { type GitPlace, git } from '../git/run';
import { submoduleAddress } from '../git/submodule-address';
import {
  type LocalRepository,
  localRepository,
  submoduleRepositories,
} from '../git/submodule-repository';

/** A commit of another repository that a commit uses as a submodule. */
export interface NeededCommit {
  /** Path of the submodule, from the root of the outermost work tree. */
  readonly where: string;
  /** Path of the repository that has it; empty for the outermost. */
  readonly around: string;
  /** Name in the environment's account. */
  readonly repository: string;
  readonly commit: string;
  /** The clone of the submodule; undefined where there is none on this machine. */
  readonly clone: GitPlace | undefined;
  /** Whether that clone has the commit. */
  readonly isHere: boolean;
  /** What it uses itself, known only where it is here. */
  readonly needs: readonly NeededCommit[];
}

/** A submodule whose address is the same for every environment. */
export interface ForeignSubmodule {
  readonly where: string;
  readonly url: string;
}

/** A commit of another repository of which nothing says where it comes from. */
export interface StraySubmodule {
  readonly where: string;
  readonly around: string;
  /** Whether the commit that has it has a `.gitmodules` at all: only then the kit's builds look for submodules. */
  readonly isAmongOthers: boolean;
}

export interface Needs {
  readonly needs: readonly NeededCommit[];
  readonly foreign: readonly ForeignSubmodule[];
  readonly stray: readonly StraySubmodule[];
  /** Whether the commit is built by the kit, which takes submodules as we do; another build may see to them itself. */
  readonly isKit: boolean;
}

/** Repositories that were fetched for the purpose, by their names in accounts. */
export type Fetched = ReadonlyMap<string, LocalRepository>;

/**
 * All that a commit needs, through submodules of submodules, as far as they were cloned or fetched here.
 * @throws GitenvError BAD_SUBMODULE
 */
export async function neededBy(
  commit: string,
  place: GitPlace,
  fetched: Fetched = new Map(),
): Promise<Needs> {
  if (!(await git(mayUseOthers(commit), place)))
    return { needs: [], foreign: [], stray: [], isKit: false };
  const leftOut = leftOutIn(await git(textInCommit(commit, configFile), place));
  const found = { fetched, leftOut, foreign: [], stray: [] };
  const [isKit, needs] = await Promise.all([
    git(hasFile(commit, kitProgram), place),
    localRepository(place).then((repository) => neededIn(commit, repository, '', found)),
  ]);
  return { ...found, needs, isKit };
}

/** What a walk through the submodules knows, and what it comes across. */
interface Found {
  readonly fetched: Fetched;
  /** Paths, from the root of the outermost work tree. */
  readonly leftOut: ReadonlySet<string>;
  readonly foreign: ForeignSubmodule[];
  readonly stray: StraySubmodule[];
}

async function neededIn(
  commit: string,
  repository: LocalRepository,
  around: string,
  found: Found,
): Promise<NeededCommit[]> {
  const { place } = repository;
  const submodules = await submodulesOf(commit, place);
  for (const path of await strayLinksOf(commit, submodules, place)) {
    if (found.leftOut.has(join(around, path))) continue;
    const isAmongOthers = await git(hasFile(commit, '.gitmodules'), place);
    found.stray.push({ where: join(around, path), around, isAmongOthers });
  }
  const needs = submodules.map((submodule) => neededFor(submodule, repository, around, found));
  return (await Promise.all(needs)).flat();
}

async function neededFor(
  submodule: Submodule,
  repository: LocalRepository,
  around: string,
  found: Found,
): Promise<NeededCommit[]> {
  const { commit, path } = submodule;
  const where = join(around, path);
  if (submodule.isLeftOut || found.leftOut.has(where)) return [];
  const address = submoduleAddress(submodule, where);
  if (address.kind === 'elsewhere') {
    found.foreign.push({ where, url: address.url });
    return [];
  }
  const clones = await submoduleRepositories(repository, submodule);
  const fetched = found.fetched.get(address.repository);
  const local = await firstWith(commit, fetched ? [...clones, fetched] : clones);
  const needs = local ? await neededIn(commit, local, where, found) : [];
  const clone = (local ?? clones[0])?.place;
  const isHere = local !== undefined;
  return [{ where, around, repository: address.repository, commit, clone, isHere, needs }];
}

async function firstWith(
  commit: string,
  clones: readonly LocalRepository[],
): Promise<LocalRepository | undefined> {
  for (const clone of clones) if (await git(commitAt(commit), clone.place)) return clone;
  return undefined;
}

function join(around: string, path: string): string {
  return around === '' ? path : `${around}/${path}`;
}

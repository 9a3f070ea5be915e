import type { Environment } from '../config/environment';
import { GitenvError } from '../errors';
import { type ChangedFile, changedFiles, emptyTree } from '../git/changed-files';
import { commitsBetween, commitsOf, type LoggedCommit, subjectOf } from '../git/history';
import { resolveCommit } from '../git/resolve-commit';
import { type GitPlace, git } from '../git/run';
import { type Direction, directionOf } from '../release/direction';
import { type ChangedSubmodule, changedSubmodules } from '../submodules/changed';
import { bringCommit } from '../target/bring-commit';
import { certainDistance } from '../target/full-history';
import { type OpenEnvironment, openRepository } from '../target/open-environment';
import { commitAmong } from '../target/released-commit';
import { Releases } from '../target/releases';
import type { TitledCommit } from './status';

/** What would change in an environment if a commit were released there. */
export interface ReleaseDifference {
  readonly environment: string;
  /** What runs there; undefined before the first success. */
  readonly from: TitledCommit | undefined;
  readonly to: TitledCommit;
  /** The environment before it on the path, where `to` is what runs there. */
  readonly upstream: string | undefined;
  readonly direction: Direction;
  /** Commits that would run and do not now, newest first. */
  readonly brings: readonly LoggedCommit[];
  /** Commits that run now and would not any more, newest first. */
  readonly takes: readonly LoggedCommit[];
  /** Without submodules. */
  readonly files: readonly ChangedFile[];
  readonly submodules: readonly ChangedSubmodule[];
}

/** How far back a commit is looked for that this clone does not know. */
const searched = 1000;

/**
 * Compares what runs in an environment with a commit, bringing here what this clone lacks of the two.
 * @param spec the commit; without it what runs in the upstream, and HEAD where there is none
 * @throws GitenvError UNKNOWN_COMMIT, SHALLOW_REPOSITORY, NOTHING_TO_PROMOTE
 */
export async function differenceOf(
  environment: Environment,
  upstream: Environment | undefined,
  spec: string | undefined,
  place: GitPlace,
): Promise<ReleaseDifference> {
  const source = spec === undefined ? upstream : undefined;
  const [open, above] = await Promise.all([
    openRepository(environment),
    source && openRepository(source),
  ]);
  const [running, commit] = await Promise.all([
    new Releases(open).running(),
    above ? runsIn(above) : commitWanted(open, spec, place),
  ]);
  return differenceBetween(open, running?.commit, commit, above, place);
}

/** Compares two commits of which the environment, or its upstream, has what this clone lacks. */
export async function differenceBetween(
  open: OpenEnvironment,
  from: string | undefined,
  to: string,
  above: OpenEnvironment | undefined,
  place: GitPlace,
): Promise<ReleaseDifference> {
  const sources = above ? [open, above] : [open];
  for (const commit of [...(from === undefined ? [] : [from]), to])
    await bringCommit(commit, sources, place);
  const known = {
    environment: open.environment.name,
    from: from === undefined ? undefined : await named(from, place),
    to: await named(to, place),
    upstream: above?.environment.name,
  };
  const changed = await changesBetween(from ?? (await git(emptyTree, place)), to, place);
  if (from === undefined) {
    const brings = await git(commitsOf(to), place);
    return { ...known, direction: 'first', brings, takes: [], ...changed };
  }
  const distance = await certainDistance(from, to, sources, place);
  const { ahead = 0, behind = 0 } = distance ?? {};
  const [brings = [], takes = []] = await Promise.all([
    git(commitsBetween(from, to), place),
    git(commitsBetween(to, from), place),
  ]);
  return { ...known, direction: directionOf(ahead, behind), brings, takes, ...changed };
}

async function changesBetween(
  from: string,
  to: string,
  place: GitPlace,
): Promise<Pick<ReleaseDifference, 'files' | 'submodules'>> {
  const [files, submodules] = await Promise.all([
    git(changedFiles(from, to), place),
    changedSubmodules(from, to, place),
  ]);
  const links = new Set(submodules.map(({ path }) => path));
  return { files: files.filter(({ path }) => !links.has(path)), submodules };
}

/** @throws GitenvError NOTHING_TO_PROMOTE where nothing does */
export async function runsIn(open: OpenEnvironment): Promise<string> {
  const running = await new Releases(open).running();
  if (running?.commit !== undefined) return running.commit;
  const { name } = open.environment;
  throw new GitenvError('NOTHING_TO_PROMOTE', `Nothing was released successfully in ${name} yet`, {
    hint: `gitenv push ${name}`,
  });
}

/** The commit that is meant, which may be known to the environment alone; HEAD where none is named. */
export async function commitWanted(
  open: OpenEnvironment,
  spec: string | undefined,
  place: GitPlace,
): Promise<string> {
  if (spec === undefined) return resolveCommit('HEAD', place);
  try {
    return await resolveCommit(spec, place);
  } catch {
    return commitAmong(await new Releases(open).latest(searched), spec, place);
  }
}

async function named(commit: string, place: GitPlace): Promise<TitledCommit> {
  return { commit, subject: (await git(subjectOf(commit), place)) ?? '' };
}

import type { Environment } from '../config/environment';
import { GitenvError } from '../errors';
import { type ChangedFile, changedFiles, emptyTree } from '../git/changed-files';
import { commitsBetween, commitsOf, type LoggedCommit, subjectOf } from '../git/history';
import { resolveCommit } from '../git/resolve-commit';
import { type GitPlace, git } from '../git/run';
import { type Direction, directionOf } from '../release/direction';
import type { Release } from '../release/release';
import type { EnvironmentState } from '../release/state/state';
import { type ChangedSubmodule, changedSubmodules } from '../submodules/changed';
import { bringCommit } from '../target/bring-commit';
import { lookAt, type SeenEnvironment } from '../target/evidence';
import { certainDistance } from '../target/full-history';
import { type OpenEnvironment, openToLook } from '../target/open-environment';
import { commitAmong } from '../target/released-commit';
import { Releases } from '../target/releases';
import { orWhyNot } from '../target/why-not';
import { type ChangedValues, changedValues } from './changed-values';
import type { PartialCommit, TitledCommit } from './standing';
import { partialCommit } from './standing-of';

/** What would change in an environment if a commit were released there. */
export interface ReleaseDifference {
  readonly environment: string;
  /** What runs there; undefined before the first success. */
  readonly from: TitledCommit | undefined;
  /** What the environment is between `from` and, because a deploy came to nothing half way. */
  readonly partial: PartialCommit | undefined;
  readonly to: TitledCommit;
  /** The environment before it on the path, where `to` is what runs there. */
  readonly upstream: string | undefined;
  /** Why the upstream could not be asked what runs there, so that `to` is what is checked out. */
  readonly upstreamUnknown: GitenvError | undefined;
  readonly direction: Direction;
  /** Commits that would run and do not now, newest first. */
  readonly brings: readonly LoggedCommit[];
  /** Commits that run now and would not any more, newest first. */
  readonly takes: readonly LoggedCommit[];
  /** Without submodules. */
  readonly files: readonly ChangedFile[];
  readonly submodules: readonly ChangedSubmodule[];
  /** What a release that goes back does not bring back; undefined if it does not, or where that was not asked. */
  readonly values?: ChangedValues | undefined;
}

/** How far back a commit is looked for that this clone does not know. */
const searched = 1000;

/** What is compared with what runs in an environment. */
export interface Wanted {
  readonly upstream: Environment | undefined;
  /** The commit; without it what runs in the upstream, and HEAD where there is none, or it does not answer. */
  readonly spec: string | undefined;
  /** How long an account that does not answer is waited for. */
  readonly patienceMs: number;
}

/**
 * Compares what runs in an environment with a commit, bringing here what this clone lacks of the two.
 * @throws GitenvError UNKNOWN_COMMIT, SHALLOW_REPOSITORY, NOTHING_TO_PROMOTE
 */
export async function differenceOf(
  environment: Environment,
  { upstream, spec, patienceMs }: Wanted,
  place: GitPlace,
): Promise<ReleaseDifference> {
  const source = spec === undefined ? upstream : undefined;
  const [[open, { state }], above] = await Promise.all([
    openToLook(environment, patienceMs).then(async (it) => [it, await lookAt(it)] as const),
    source && orWhyNot(runningIn(source, patienceMs)),
  ]);
  if (above instanceof GitenvError && above.code === 'NOTHING_TO_PROMOTE') throw above;
  const isUnknown = above instanceof GitenvError;
  const commit = above && !isUnknown ? above.commit : await commitWanted(open, spec, place);
  const foundIn = isUnknown ? undefined : above?.open;
  const found = await differenceBetween(open, state, commit, foundIn, place);
  const values = await valuesOf(open, found, place);
  return { ...found, values, ...(isUnknown && { upstreamUnknown: above }) };
}

/** Of a commit that takes others away, and was released there before. */
async function valuesOf(
  open: OpenEnvironment,
  { direction, to }: ReleaseDifference,
  place: GitPlace,
): Promise<ChangedValues | undefined> {
  if (direction !== 'rollback' && direction !== 'sideways') return undefined;
  const isIt = ({ commit, status }: Release) => commit === to.commit && status === 'Succeeded';
  const before = await new Releases(open).find(isIt, searched);
  return before && changedValues(open, before, place);
}

/**
 * What runs in an environment.
 * @throws GitenvError NOTHING_TO_PROMOTE where nothing does
 */
export async function runningIn(
  environment: Environment,
  patienceMs: number,
): Promise<{ readonly open: OpenEnvironment; readonly commit: string }> {
  const open = await openToLook(environment, patienceMs);
  return { open, commit: runsIn(open, await lookAt(open)) };
}

/** Compares what runs with a commit, of which the environment, or its upstream, has what this clone lacks. */
export async function differenceBetween(
  open: OpenEnvironment,
  { running, partial }: Pick<EnvironmentState, 'running' | 'partial'>,
  to: string,
  above: OpenEnvironment | undefined,
  place: GitPlace,
): Promise<ReleaseDifference> {
  const from = running?.release.commit;
  const sources = above ? [open, above] : [open];
  for (const commit of [...(from === undefined ? [] : [from]), to])
    await bringCommit(commit, sources, place);
  const known = {
    environment: open.environment.name,
    from: from === undefined ? undefined : await named(from, place),
    partial: partial && partialCommit(partial),
    to: await named(to, place),
    upstream: above?.environment.name,
    upstreamUnknown: undefined,
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

/**
 * The commit that runs: the one whose deploy succeeded last, also if another one came to nothing since.
 * @throws GitenvError NOTHING_TO_PROMOTE where nothing does
 */
export function runsIn(open: OpenEnvironment, { state }: SeenEnvironment): string {
  const commit = state.running?.release.commit;
  if (commit !== undefined) return commit;
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

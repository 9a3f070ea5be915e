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
import { bringCommits } from '../target/bring-commit';
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
  await bringCommits(from === undefined ? [to] : [from, to], sources, place);
  const [titles, changed, moved] = await Promise.all([
    titlesOf(from, to, place),
    changesBetween(from, to, place),
    commitsMoved(from, to, sources, place),
  ]);
  return {
    environment: open.environment.name,
    ...titles,
    partial: partial && partialCommit(partial),
    upstream: above?.environment.name,
    upstreamUnknown: undefined,
    ...moved,
    ...changed,
  };
}

async function titlesOf(
  from: string | undefined,
  to: string,
  place: GitPlace,
): Promise<Pick<ReleaseDifference, 'from' | 'to'>> {
  const before = from === undefined ? undefined : named(from, place);
  const [wanted, there] = await Promise.all([named(to, place), before]);
  return { from: there, to: wanted };
}

async function commitsMoved(
  from: string | undefined,
  to: string,
  sources: readonly OpenEnvironment[],
  place: GitPlace,
): Promise<Pick<ReleaseDifference, 'direction' | 'brings' | 'takes'>> {
  if (from === undefined)
    return { direction: 'first', brings: await git(commitsOf(to), place), takes: [] };
  // A history that is not whole is completed first.
  const { ahead = 0, behind = 0 } = (await certainDistance(from, to, sources, place)) ?? {};
  const [brings = [], takes = []] = await Promise.all([
    git(commitsBetween(from, to), place),
    git(commitsBetween(to, from), place),
  ]);
  return { direction: directionOf(ahead, behind), brings, takes };
}

async function changesBetween(
  before: string | undefined,
  to: string,
  place: GitPlace,
): Promise<Pick<ReleaseDifference, 'files' | 'submodules'>> {
  const from = before ?? (await git(emptyTree, place));
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

import { GitenvError } from '../errors';
import { isAncestor } from '../git/history';
import { type GitPlace, git } from '../git/run';
import type { MoveFacts } from '../release/guards/move';
import { objectionsTo, refuse } from '../release/guards/objections';
import type { Override, Spelling } from '../release/guards/override';
import { commitsInPlace } from '../release/history/in-place';
import type { Release } from '../release/release';
import { lackedBy } from '../target/full-history';
import type { Releases } from '../target/guard-questions';
import type { HistorySource } from '../target/history-source';
import type { GivenReason } from '../target/reasons';
import type { SettingsQuestion } from './settings-question';

/** A branch that somebody wants to move, and what was asked about it. */
export interface ProposedMove {
  readonly environment: string;
  readonly branch: string;
  readonly to: string;
  /** Where the branch is; undefined before the first push. */
  readonly tip: string | undefined;
  /** Git itself has made sure that `to` has everything the tip has. */
  readonly isForward: boolean;
  readonly own: Releases;
  readonly upstream: { readonly name: string; readonly releases: Releases } | undefined;
  readonly source: HistorySource;
  /** Undefined where nothing is declared. */
  readonly settings: SettingsQuestion | undefined;
}

export interface Insistence {
  readonly override: Override;
  readonly spelling: Spelling;
}

/**
 * Lets a move pass that may be made. Nothing has moved before.
 * @returns the reason that is to be kept with it, where one was given
 * @throws GitenvError what `refuse` says; SHALLOW_REPOSITORY
 */
export async function checkMove(
  move: ProposedMove,
  { override, spelling }: Insistence,
  place: GitPlace,
): Promise<GivenReason | undefined> {
  const { environment, branch, to, own, upstream, source, settings } = move;
  const [answer, proof, lacking] = await Promise.all([
    own.until((known) => known.some(isSuccess) && !known.some(isOf(to))),
    upstream && !override.guards.includes('skip-upstream')
      ? upstream.releases.until((known) => known.some((it) => isSuccess(it) && isOf(to)(it)))
      : undefined,
    override.guards.includes('skip-config') ? undefined : settings?.lackedBy(to),
  ]);
  // Who insists with a wrong clock is refused by the repository as well.
  if (answer instanceof GitenvError && answer.code === 'CLOCK_SKEW') throw answer;
  const releases = isNoEnvironment(answer) ? [] : answer;
  const kept = isNoEnvironment(answer) ? [] : keptBy(move, answer);
  const lacks = await lackedBy(to, kept, [source], place);
  const proposed: MoveFacts = {
    environment,
    branch,
    to,
    lacks,
    isContained: await isPartOf(to, lacks, place),
    releases,
    upstream: upstream && proof && { name: upstream.name, releases: proof },
    lacking,
  };
  refuse(objectionsTo(proposed), override, proposed, spelling);
  const { reason: text, guards } = override;
  if (text === undefined) return undefined;
  const after = releases instanceof GitenvError ? undefined : releases[0]?.id;
  return { commit: to, environment, guards, text, after };
}

/** Without a pipeline a repository is one like any other: nothing is released from it. */
function isNoEnvironment(answer: readonly Release[] | GitenvError): boolean {
  return answer instanceof GitenvError && answer.code === 'NOT_INSTALLED';
}

/** What the move may not undo unasked, less what git has seen to. */
function keptBy(
  { tip, isForward }: ProposedMove,
  releases: readonly Release[] | GitenvError,
): string[] {
  const known = releases instanceof GitenvError ? [] : releases;
  return commitsInPlace(known, tip).filter((commit) => !(isForward && commit === tip));
}

async function isPartOf(
  commit: string,
  others: readonly string[],
  place: GitPlace,
): Promise<boolean> {
  for (const other of others) if (await git(isAncestor(commit, other), place)) return true;
  return false;
}

const isSuccess = ({ status }: Release) => status === 'Succeeded';
const isOf = (wanted: string) => (release: Release) => release.commit === wanted;

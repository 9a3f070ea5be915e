import { GitenvError } from '../../errors';
import { isAncestor } from '../../git/history';
import { type GitPlace, git } from '../../git/run';
import type { Progress } from '../../release/following/progress';
import type { MoveFacts } from '../../release/guards/move';
import { objectionsTo, refuse } from '../../release/guards/objections';
import type { Override } from '../../release/guards/override';
import { commitsInPlace } from '../../release/history/in-place';
import { isOver, type Release } from '../../release/release';
import { lastRollback } from '../../release/state/rollback-choice';
import { titleOf } from '../../release/wording';
import { lackedBy } from '../../target/full-history';
import type { Found, Move } from './move';
import { askGuards, type GuardQuestions } from './questions/questions';
import { reasonFor } from './reason';

/**
 * Lets a move pass that may be made. Nothing has changed before.
 * @returns the reason that is to be kept with it, if one was given
 * @throws GitenvError what `refuse` says; SHALLOW_REPOSITORY
 */
export async function checkGuards(move: Move, _: Found, progress: Progress): Promise<Found> {
  const { open, commit, override, spelling, place } = move;
  const asked = move.questions ?? askGuards(move, progress);
  const [answer, proof, lacking, found] = await answersTo(asked, commit, override);
  // Who insists with a wrong clock is refused by the repository as well.
  if (answer instanceof GitenvError && answer.code === 'CLOCK_SKEW') throw answer;
  const releases = isNoEnvironment(answer) ? [] : answer;
  const kept = isNoEnvironment(answer) ? [] : await keptBy(move, answer);
  const lacks = await lackedBy(commit, kept, [open], place);
  const { name: environment, branch } = open.environment;
  const facts: MoveFacts = {
    environment,
    branch,
    to: commit,
    lacks,
    isContained: await isPartOf(commit, lacks, place),
    releases,
    upstream: asked.upstream && proof && { name: asked.upstream.name, releases: proof },
    lacking,
    found: isNoEnvironment(answer) ? undefined : found,
  };
  refuse(objectionsTo(facts), override, facts, spelling);
  const back = lastRollback(isNoEnvironment(answer) ? [] : known(answer), await open.tip());
  if (back && !isOver(back.status) && back.commit !== commit)
    progress.say(
      `${environment}: somebody is rolling it back to ${titleOf(back)}, which has not ended yet; this release comes after that`,
    );
  const after = releases instanceof GitenvError ? undefined : releases[0]?.id;
  return { reason: reasonFor(move, after) };
}

function answersTo(
  { own, upstream, settings, look }: GuardQuestions,
  to: string,
  { guards }: Override,
) {
  return Promise.all([
    own.until((known) => known.some(isSuccess) && !known.some(isOf(to))),
    upstream && !guards.includes('skip-upstream')
      ? upstream.releases.until((known) => known.some((it) => isSuccess(it) && isOf(to)(it)))
      : undefined,
    guards.includes('skip-config') ? undefined : settings?.lackedBy(to),
    guards.includes('skip-look') ? undefined : look.foundIn(to),
  ]);
}

/** Without a pipeline a repository is one like any other: nothing is released from it. */
function isNoEnvironment(answer: readonly Release[] | GitenvError): boolean {
  return answer instanceof GitenvError && answer.code === 'NOT_INSTALLED';
}

function known(releases: readonly Release[] | GitenvError): readonly Release[] {
  return releases instanceof GitenvError ? [] : releases;
}

/** What the move may not undo unasked, less what git has seen to. */
async function keptBy(
  { open, isForward = false }: Move,
  releases: readonly Release[] | GitenvError,
): Promise<string[]> {
  const tip = await open.tip();
  return commitsInPlace(known(releases), tip).filter((commit) => !(isForward && commit === tip));
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

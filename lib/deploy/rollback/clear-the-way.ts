import { branchTip } from '../../aws/codecommit/repository';
import { type EndOutcome, endRelease } from '../../follow/end-release';
import type { Progress } from '../../release/following/progress';
import { describePlace } from '../../release/state/cancel-choice';
import { type OnItsWay, waitsToEnter } from '../../release/state/on-its-way';
import { shortCommit, titleOf } from '../../release/wording';
import { lookAt } from '../../target/evidence';
import type { Found, Move } from '../move/move';

/**
 * Ends every release that is on its way, but for those of the commit that is wanted, and of what the branch names by then,
 * if somebody has moved it since.
 */
export async function clearTheWay(
  move: Move,
  _: Found,
  { say, whenInterrupted }: Progress,
): Promise<undefined> {
  const { open, commit } = move;
  const { name } = open.environment;
  whenInterrupted(
    `Interrupted while ending what is in the way; the release of ${shortCommit(commit)} to ${name} continues.`,
    `gitenv rollback ${name} --now --reason '…'`,
  );
  const ended = await endOthers(move, say);
  if (ended === 0)
    say(`${name}: no release of another commit is on its way, so --now has nothing to end`);
}

/** @returns how many */
export async function endOthers(move: Move, say: Progress['say']): Promise<number> {
  const { open, override } = move;
  const ended = new Set<string>();
  for (;;) {
    const [next] = (await othersOn(move)).filter(({ release }) => !ended.has(release.id));
    if (!next) return ended.size;
    const { release, approval } = next;
    const { reason = '' } = override;
    const known = await endRelease(open, release.id, { reason, approval, say });
    say(`${open.environment.name}: ${describeEnded(next, known)}`);
    ended.add(release.id);
  }
}

/** Those that wait come first, so that none of them enters a stage that is being emptied. */
async function othersOn({ open, commit }: Move): Promise<readonly OnItsWay[]> {
  const { account, repository, environment } = open;
  const [{ state }, tip] = await Promise.all([
    lookAt(open),
    branchTip(account, repository, environment.branch),
  ]);
  const others = state.onItsWay.filter(
    ({ release: { commit: of } }) => of !== undefined && of !== commit && of !== tip,
  );
  const waits = (one: OnItsWay) => one.stage === undefined || waitsToEnter(one);
  return [...others.filter(waits), ...others.filter((one) => !waits(one))];
}

function describeEnded(one: OnItsWay, { how, builds }: EndOutcome): string {
  const what = `${titleOf(one.release)}, which was ${describePlace(one)}`;
  if (how === 'rejected') return `rejected ${what}`;
  return `stopped ${what}${builds.length === 0 ? '' : `, and its build ${builds.join(', ')}`}`;
}

import { commitAt } from '../../git/resolve-commit';
import { git } from '../../git/run';
import type { Progress } from '../../release/following/progress';
import { planSubmodules, pushSubmodules, pushSubmodulesIfPossible } from '../../submodules/push';
import type { Found, Move } from './move';

/**
 * Looks what the account lacks of what the commit needs of other repositories. Nothing changes by that.
 * @throws GitenvError what `planSubmodules` says
 */
export async function checkSubmodules({ open, commit, place, upstream }: Move): Promise<Found> {
  return { submodules: await planSubmodules(open, commit, place, upstream) };
}

/** Pushes what the account lacks, so that the branch never names what is not there. */
export async function bringSubmodules(
  _: Move,
  { submodules }: Found,
  progress: Pick<Progress, 'say'>,
): Promise<undefined> {
  if (submodules) await pushSubmodules(submodules, progress);
}

/** The same for a commit that was released before, which what cannot be had does not stop. */
export async function bringSubmodulesIfPossible(
  { open, commit, place, upstream }: Move,
  _: Found,
  progress: Progress,
): Promise<undefined> {
  if ((await git(commitAt(commit), place)) !== undefined)
    await pushSubmodulesIfPossible(open, commit, place, progress, upstream);
}

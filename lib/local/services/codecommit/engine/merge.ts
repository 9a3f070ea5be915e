import type { Context } from '../../../base/context';
import { ServiceError } from '../../../base/service-error';
import { branchRef, readRef } from '../git/refs';
import { branchDoesNotExist, movedMeanwhile } from '../model/errors';
import { checkBranchName } from '../model/names';
import { commitAt, type OpenRepository } from '../model/specifier';
import { moveRef } from './move-ref';

export interface Sides {
  readonly sourceCommitSpecifier: string | undefined;
  readonly destinationCommitSpecifier: string | undefined;
  readonly targetBranch?: string | undefined;
}

export interface MergeSides {
  readonly sourceTreeId: string;
  readonly sourceCommitId: string;
  readonly destinationCommitId: string;
}

export async function sidesOf(gitdir: string, input: Sides): Promise<MergeSides> {
  const source = await commitAt(gitdir, input.sourceCommitSpecifier);
  const destination = await commitAt(gitdir, input.destinationCommitSpecifier);
  return {
    sourceTreeId: source.treeId ?? '',
    sourceCommitId: source.commitId ?? '',
    destinationCommitId: destination.commitId ?? '',
  };
}

/** What a merge yields: the commit that the target branch is to stand at, or undefined where a person is needed. */
export type Merge = (
  gitdir: string,
  sides: MergeSides,
) => Promise<{ commitId: string; treeId: string } | undefined>;

/** Merges into the target branch, which must stand at the destination, and raises the event of a push. */
export async function mergeBranches(
  open: OpenRepository,
  input: Sides,
  merge: Merge,
  context: Context,
): Promise<{ commitId: string; treeId: string }> {
  const sides = await sidesOf(open.gitdir, input);
  const target = checkBranchName(input.targetBranch ?? input.destinationCommitSpecifier);
  const ref = branchRef(target);
  const tip = await readRef(open.gitdir, ref);
  if (tip === undefined) throw branchDoesNotExist(target);
  if (tip !== sides.destinationCommitId)
    throw new ServiceError(
      'InvalidTargetBranchException',
      `${target} does not stand at ${input.destinationCommitSpecifier}`,
    );
  const merged = await merge(open.gitdir, sides);
  if (!merged)
    throw new ServiceError(
      'ManualMergeRequiredException',
      'The branches cannot be merged this way: merge them with git',
    );
  const move = { ref, old: tip, new: merged.commitId };
  if (tip !== merged.commitId && !(await moveRef(open, move, context)))
    throw movedMeanwhile(target);
  return merged;
}

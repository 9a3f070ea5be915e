import type {
  GetMergeCommitInput,
  GetMergeCommitOutput,
  GetMergeOptionsInput,
  GetMergeOptionsOutput,
  MergeBranchesByFastForwardInput,
  MergeBranchesByFastForwardOutput,
  MergeOptionTypeEnum,
} from '@aws-sdk/client-codecommit';
import type { Context } from '../../../service';
import * as errors from '../errors';
import { isAncestor, mergeBase, mergesCleanly } from '../git/ancestry';
import { branchRef, readRef } from '../git/refs';
import { moveRef } from '../move-ref';
import { checkBranchName } from '../names';
import { checkNotDenied } from '../permissions/denial';
import { commitAt, openRepository } from '../specifier';

interface Sides {
  readonly sourceCommitSpecifier: string | undefined;
  readonly destinationCommitSpecifier: string | undefined;
}

async function sidesOf(gitdir: string, input: Sides) {
  const source = await commitAt(gitdir, input.sourceCommitSpecifier);
  const destination = await commitAt(gitdir, input.destinationCommitSpecifier);
  return {
    source,
    sourceCommitId: source.commitId ?? '',
    destinationCommitId: destination.commitId ?? '',
  };
}

export async function GetMergeOptions(
  input: GetMergeOptionsInput,
  context: Context,
): Promise<GetMergeOptionsOutput> {
  const { gitdir } = openRepository(input.repositoryName, context);
  const { sourceCommitId, destinationCommitId } = await sidesOf(gitdir, input);
  const baseCommitId = (await mergeBase(gitdir, sourceCommitId, destinationCommitId)) ?? '';
  const mergeOptions: MergeOptionTypeEnum[] = [];
  if (baseCommitId === destinationCommitId) mergeOptions.push('FAST_FORWARD_MERGE');
  if (await mergesCleanly(gitdir, destinationCommitId, sourceCommitId))
    mergeOptions.push('SQUASH_MERGE', 'THREE_WAY_MERGE');
  return { mergeOptions, sourceCommitId, destinationCommitId, baseCommitId };
}

export async function GetMergeCommit(
  input: GetMergeCommitInput,
  context: Context,
): Promise<GetMergeCommitOutput> {
  const { gitdir } = openRepository(input.repositoryName, context);
  const { sourceCommitId, destinationCommitId } = await sidesOf(gitdir, input);
  const baseCommitId = await mergeBase(gitdir, sourceCommitId, destinationCommitId);
  return {
    sourceCommitId,
    destinationCommitId,
    ...(baseCommitId === undefined ? {} : { baseCommitId }),
  };
}

/** Moves the target branch, which must stand at the destination, forward to the source. */
export async function MergeBranchesByFastForward(
  input: MergeBranchesByFastForwardInput,
  context: Context,
): Promise<MergeBranchesByFastForwardOutput> {
  const open = openRepository(input.repositoryName, context);
  const { source, sourceCommitId, destinationCommitId } = await sidesOf(open.gitdir, input);
  const target = checkBranchName(input.targetBranch ?? input.destinationCommitSpecifier);
  const ref = branchRef(target);
  await checkNotDenied('MergeBranchesByFastForward', open.repository, [ref], context);
  const tip = await readRef(open.gitdir, ref);
  if (tip === undefined) throw errors.branchDoesNotExist(target);
  if (tip !== destinationCommitId)
    throw errors.refuse(
      'InvalidTargetBranchException',
      `${target} does not stand at ${input.destinationCommitSpecifier}`,
    );
  if (!(await isAncestor(open.gitdir, destinationCommitId, sourceCommitId)))
    throw errors.refuse(
      'ManualMergeRequiredException',
      'The branches cannot be merged by fast-forward: merge them with git',
    );
  if (
    tip !== sourceCommitId &&
    !(await moveRef(open, { ref, old: tip, new: sourceCommitId }, context))
  )
    throw errors.movedMeanwhile(target);
  return { commitId: sourceCommitId, treeId: source.treeId };
}

import type {
  MergeBranchesByFastForwardInput,
  MergeBranchesByFastForwardOutput,
  MergeBranchesBySquashInput,
  MergeBranchesBySquashOutput,
  MergeBranchesByThreeWayInput,
  MergeBranchesByThreeWayOutput,
} from '@aws-sdk/client-codecommit';
import type { Context } from '../../../base/context';
import { notImplemented } from '../../../base/service-error';
import { commitText } from '../engine/commit-text';
import { type Merge, type MergeSides, mergeBranches } from '../engine/merge';
import { isAncestor, mergedTree } from '../git/ancestry';
import { writeObject } from '../git/write';
import { openRepository } from '../model/specifier';

export function MergeBranchesByFastForward(
  input: MergeBranchesByFastForwardInput,
  context: Context,
): Promise<MergeBranchesByFastForwardOutput> {
  const open = openRepository(input.repositoryName, context);
  return mergeBranches(open, input, fastForward, context);
}

const fastForward: Merge = async (gitdir, sides) => {
  const { sourceCommitId: commitId, sourceTreeId: treeId, destinationCommitId } = sides;
  return (await isAncestor(gitdir, destinationCommitId, commitId))
    ? { commitId, treeId }
    : undefined;
};

export function MergeBranchesBySquash(
  input: MergeBranchesBySquashInput,
  context: Context,
): Promise<MergeBranchesBySquashOutput> {
  const parents = ({ destinationCommitId }: MergeSides) => [destinationCommitId];
  return withCommit('MergeBranchesBySquash', input, parents, context);
}

export function MergeBranchesByThreeWay(
  input: MergeBranchesByThreeWayInput,
  context: Context,
): Promise<MergeBranchesByThreeWayOutput> {
  const parents = (sides: MergeSides) => [sides.destinationCommitId, sides.sourceCommitId];
  return withCommit('MergeBranchesByThreeWay', input, parents, context);
}

/** Merges by a commit of its own. Conflicts are left to people with git: how to resolve them cannot be said here. */
function withCommit(
  action: string,
  input: MergeBranchesBySquashInput,
  parentsOf: (sides: MergeSides) => readonly string[],
  context: Context,
) {
  const open = openRepository(input.repositoryName, context);
  const usual: readonly unknown[] = [undefined, false, 'NONE'];
  const unknown = (
    ['conflictResolution', 'conflictResolutionStrategy', 'keepEmptyFolders'] as const
  ).find((name) => !usual.includes(input[name]));
  if (unknown !== undefined) throw notImplemented('codecommit', `${action} with ${unknown}`);
  const { commitMessage: message, authorName: author, email } = input;
  const merge: Merge = async (gitdir, sides) => {
    const treeId = await mergedTree(gitdir, sides.destinationCommitId, sides.sourceCommitId);
    if (treeId === undefined) return undefined;
    const text = commitText({ message, author, email }, treeId, parentsOf(sides), context);
    return { commitId: await writeObject(gitdir, 'commit', text), treeId };
  };
  return mergeBranches(open, input, merge, context);
}

import type {
  GetMergeCommitInput,
  GetMergeCommitOutput,
  GetMergeOptionsInput,
  GetMergeOptionsOutput,
  MergeOptionTypeEnum,
} from '@aws-sdk/client-codecommit';
import type { Context } from '../../../base/context';
import { sidesOf } from '../engine/merge';
import { mergeBase, mergedTree } from '../git/ancestry';
import { openRepository } from '../model/specifier';

export async function GetMergeOptions(
  input: GetMergeOptionsInput,
  context: Context,
): Promise<GetMergeOptionsOutput> {
  const { gitdir } = openRepository(input.repositoryName, context);
  const { sourceCommitId, destinationCommitId } = await sidesOf(gitdir, input);
  const baseCommitId = (await mergeBase(gitdir, sourceCommitId, destinationCommitId)) ?? '';
  const mergeOptions: MergeOptionTypeEnum[] = [];
  if (baseCommitId === destinationCommitId) mergeOptions.push('FAST_FORWARD_MERGE');
  if ((await mergedTree(gitdir, destinationCommitId, sourceCommitId)) !== undefined)
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

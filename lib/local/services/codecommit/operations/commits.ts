import type {
  BatchGetCommitsInput,
  BatchGetCommitsOutput,
  GetCommitInput,
  GetCommitOutput,
} from '@aws-sdk/client-codecommit';
import type { Context } from '../../../service';
import * as errors from '../errors';
import { parseCommit } from '../git/commit';
import { readObject } from '../git/objects';
import { looksLikeCommitId } from '../git/refs';
import { openRepository } from '../specifier';

export async function GetCommit(input: GetCommitInput, context: Context): Promise<GetCommitOutput> {
  const { gitdir } = openRepository(input.repositoryName, context);
  if (!input.commitId) throw errors.commitIdRequired();
  if (!looksLikeCommitId(input.commitId)) throw errors.invalidCommitId(input.commitId);
  const object = await readObject(gitdir, input.commitId.toLowerCase());
  if (object?.type !== 'commit') throw errors.commitIdDoesNotExist(input.commitId);
  return { commit: parseCommit(object) };
}

const maxCommitIds = 100;

export async function BatchGetCommits(
  { commitIds, repositoryName }: BatchGetCommitsInput,
  context: Context,
): Promise<BatchGetCommitsOutput> {
  const { gitdir } = openRepository(repositoryName, context);
  if (!commitIds?.length)
    throw errors.refuse('CommitIdsListRequiredException', 'A list of commit IDs is required');
  if (commitIds.length > maxCommitIds)
    throw errors.refuse('CommitIdsLimitExceededException', `At most ${maxCommitIds} commit IDs`);
  const objects = await Promise.all(
    commitIds.map((id) => (looksLikeCommitId(id) ? readObject(gitdir, id) : undefined)),
  );
  return {
    commits: objects.flatMap((object) => (object?.type === 'commit' ? [parseCommit(object)] : [])),
    errors: commitIds.flatMap((commitId, index) => {
      if (objects[index]?.type === 'commit') return [];
      const { code, message } = errors.commitIdDoesNotExist(commitId);
      return [{ commitId, errorCode: code, errorMessage: message }];
    }),
  };
}

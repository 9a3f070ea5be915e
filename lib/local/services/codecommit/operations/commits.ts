import type {
  BatchGetCommitsInput,
  BatchGetCommitsOutput,
  GetCommitInput,
  GetCommitOutput,
} from '@aws-sdk/client-codecommit';
import type { Context } from '../../../base/context';
import { ServiceError } from '../../../base/service-error';
import { parseCommit } from '../git/commit';
import { readObject } from '../git/objects';
import { looksLikeCommitId } from '../git/refs';
import { commitIdDoesNotExist, commitIdRequired, invalidCommitId } from '../model/errors';
import { openRepository } from '../model/specifier';

export async function GetCommit(input: GetCommitInput, context: Context): Promise<GetCommitOutput> {
  const { gitdir } = openRepository(input.repositoryName, context);
  if (!input.commitId) throw commitIdRequired();
  if (!looksLikeCommitId(input.commitId)) throw invalidCommitId(input.commitId);
  const object = await readObject(gitdir, input.commitId.toLowerCase());
  if (object?.type !== 'commit') throw commitIdDoesNotExist(input.commitId);
  return { commit: parseCommit(object) };
}

const maxCommitIds = 100;

export async function BatchGetCommits(
  { commitIds, repositoryName }: BatchGetCommitsInput,
  context: Context,
): Promise<BatchGetCommitsOutput> {
  const { gitdir } = openRepository(repositoryName, context);
  if (!commitIds?.length)
    throw new ServiceError('CommitIdsListRequiredException', 'A list of commit IDs is required');
  if (commitIds.length > maxCommitIds)
    throw new ServiceError('CommitIdsLimitExceededException', `At most ${maxCommitIds} commit IDs`);
  const objects = await Promise.all(
    commitIds.map((id) => (looksLikeCommitId(id) ? readObject(gitdir, id) : undefined)),
  );
  return {
    commits: objects.flatMap((object) => (object?.type === 'commit' ? [parseCommit(object)] : [])),
    errors: commitIds.flatMap((commitId, index) => {
      if (objects[index]?.type === 'commit') return [];
      const { code, message } = commitIdDoesNotExist(commitId);
      return [{ commitId, errorCode: code, errorMessage: message }];
    }),
  };
}

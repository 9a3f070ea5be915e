import type { GetCommitInput, GetCommitOutput } from '@aws-sdk/client-codecommit';
import type { Context } from '../../../service';
import * as errors from '../errors';
import { parseCommit } from '../git/commit';
import { readObject } from '../git/objects';
import { looksLikeCommitId } from '../git/refs';
import { gitDirectoryOf, repositoryNamed } from '../records';

export async function GetCommit(input: GetCommitInput, context: Context): Promise<GetCommitOutput> {
  const repository = repositoryNamed(input.repositoryName, context);
  if (!input.commitId) throw errors.commitIdRequired();
  if (!looksLikeCommitId(input.commitId)) throw errors.invalidCommitId(input.commitId);
  const object = await readObject(
    gitDirectoryOf(repository, context),
    input.commitId.toLowerCase(),
  );
  if (object?.type !== 'commit') throw errors.commitIdDoesNotExist(input.commitId);
  return { commit: parseCommit(object) };
}

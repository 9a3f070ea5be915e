import type { GetBranchInput, GetBranchOutput } from '@aws-sdk/client-codecommit';
import type { Context } from '../../../service';
import * as errors from '../errors';
import { branchRef, readRef } from '../git/refs';
import { checkBranchName } from '../names';
import { gitDirectoryOf, repositoryNamed } from '../records';

export async function GetBranch(input: GetBranchInput, context: Context): Promise<GetBranchOutput> {
  const repository = repositoryNamed(input.repositoryName, context);
  const branchName = checkBranchName(input.branchName);
  const commitId = await readRef(gitDirectoryOf(repository, context), branchRef(branchName));
  if (commitId === undefined) throw errors.branchDoesNotExist(branchName);
  return { branch: { branchName, commitId } };
}

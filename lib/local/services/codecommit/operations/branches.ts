import type {
  CreateBranchInput,
  DeleteBranchInput,
  DeleteBranchOutput,
  GetBranchInput,
  GetBranchOutput,
  ListBranchesInput,
  ListBranchesOutput,
} from '@aws-sdk/client-codecommit';
import type { Context } from '../../../base/context';
import { pageOf } from '../../../base/page';
import { ServiceError } from '../../../base/service-error';
import { moveRef } from '../engine/move-ref';
import { branchesOf, branchRef, looksLikeCommitId, readRef } from '../git/refs';
import {
  branchDoesNotExist,
  commitIdRequired,
  invalidCommitId,
  movedMeanwhile,
  pageTokens,
} from '../model/errors';
import { checkBranchName } from '../model/names';
import { commitAt, openRepository } from '../model/specifier';

export async function GetBranch(input: GetBranchInput, context: Context): Promise<GetBranchOutput> {
  const { gitdir } = openRepository(input.repositoryName, context);
  const branchName = checkBranchName(input.branchName);
  const commitId = await readRef(gitdir, branchRef(branchName));
  if (commitId === undefined) throw branchDoesNotExist(branchName);
  return { branch: { branchName, commitId } };
}

export async function ListBranches(
  input: ListBranchesInput,
  context: Context,
): Promise<ListBranchesOutput> {
  const { gitdir } = openRepository(input.repositoryName, context);
  const { items, next } = pageOf(
    await branchesOf(gitdir),
    input.nextToken,
    branchesPerPage,
    pageTokens,
  );
  return { branches: items, nextToken: next };
}

const branchesPerPage = 1000;

export async function CreateBranch(input: CreateBranchInput, context: Context): Promise<void> {
  const open = openRepository(input.repositoryName, context);
  const branchName = checkBranchName(input.branchName);
  if (!input.commitId) throw commitIdRequired();
  if (!looksLikeCommitId(input.commitId)) throw invalidCommitId(input.commitId);
  const { commitId } = await commitAt(open.gitdir, input.commitId);
  const move = { ref: branchRef(branchName), new: commitId };
  if (!(await moveRef(open, move, context)))
    throw new ServiceError('BranchNameExistsException', `Branch ${branchName} already exists`);
}

export async function DeleteBranch(
  input: DeleteBranchInput,
  context: Context,
): Promise<DeleteBranchOutput> {
  const open = openRepository(input.repositoryName, context);
  const branchName = checkBranchName(input.branchName);
  if (branchName === open.repository.defaultBranch)
    throw new ServiceError(
      'DefaultBranchCannotBeDeletedException',
      `${branchName} is the default branch of ${open.repository.name} and cannot be deleted`,
    );
  const ref = branchRef(branchName);
  const commitId = await readRef(open.gitdir, ref);
  if (commitId === undefined) return {};
  if (!(await moveRef(open, { ref, old: commitId }, context))) throw movedMeanwhile(branchName);
  return { deletedBranch: { branchName, commitId } };
}

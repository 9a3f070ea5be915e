import type {
  UpdateDefaultBranchInput,
  UpdateRepositoryDescriptionInput,
  UpdateRepositoryNameInput,
} from '@aws-sdk/client-codecommit';
import type { Context } from '../../../base/context';
import { pointHead } from '../git/directory';
import { branchRef, readRef } from '../git/refs';
import { branchDoesNotExist, repositoryNameExists } from '../model/errors';
import { checkDescription } from '../model/metadata';
import { checkBranchName } from '../model/names';
import {
  checkRepositoryName,
  gitDirectoryOf,
  type Repository,
  repositoriesOf,
  repositoryNamed,
} from '../model/records';

/** The git directory is named by the repository's id, so a new name moves no file of it. */
export function UpdateRepositoryName(
  { oldName, newName }: UpdateRepositoryNameInput,
  context: Context,
): void {
  const repository = repositoryNamed(oldName, context);
  const name = checkRepositoryName(newName);
  if (repositoriesOf(context).get(name)) throw repositoryNameExists(name);
  change({ ...repository, name }, context);
  repositoriesOf(context).delete(repository.name);
}

export function UpdateRepositoryDescription(
  input: UpdateRepositoryDescriptionInput,
  context: Context,
): void {
  const { description: _, ...rest } = repositoryNamed(input.repositoryName, context);
  const description = checkDescription(input.repositoryDescription ?? '');
  change(description === '' ? rest : { ...rest, description }, context);
}

export async function UpdateDefaultBranch(
  input: UpdateDefaultBranchInput,
  context: Context,
): Promise<void> {
  const repository = repositoryNamed(input.repositoryName, context);
  const defaultBranch = checkBranchName(input.defaultBranchName);
  const gitdir = gitDirectoryOf(repository, context);
  if ((await readRef(gitdir, branchRef(defaultBranch))) === undefined)
    throw branchDoesNotExist(defaultBranch);
  pointHead(gitdir, defaultBranch);
  change({ ...repositoryNamed(input.repositoryName, context), defaultBranch }, context);
}

function change(repository: Repository, context: Context): void {
  const modifiedAt = context.now().toISOString();
  repositoriesOf(context).put(repository.name, { ...repository, modifiedAt });
}

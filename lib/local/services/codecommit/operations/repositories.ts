import fs from 'node:fs';
import type {
  BatchGetRepositoriesInput,
  BatchGetRepositoriesOutput,
  CreateRepositoryInput,
  CreateRepositoryOutput,
  DeleteRepositoryInput,
  DeleteRepositoryOutput,
  GetRepositoryInput,
  GetRepositoryOutput,
  ListRepositoriesInput,
  ListRepositoriesOutput,
} from '@aws-sdk/client-codecommit';
import type { Context } from '../../../base/context';
import { pageOf } from '../../../base/page';
import { ServiceError } from '../../../base/service-error';
import { createGitDirectory } from '../git/directory';
import { pageTokens, repositoryNameExists } from '../model/errors';
import { checkDescription, metadataOf } from '../model/metadata';
import {
  checkRepositoryName,
  gitDirectoryOf,
  type Repository,
  repositoriesOf,
  repositoryNamed,
} from '../model/records';

export function CreateRepository(
  input: CreateRepositoryInput,
  context: Context,
): CreateRepositoryOutput {
  const name = checkRepositoryName(input.repositoryName);
  if (repositoriesOf(context).get(name)) throw repositoryNameExists(name);
  const now = context.now().toISOString();
  const repository: Repository = {
    id: context.newId(),
    name,
    ...(input.repositoryDescription === undefined
      ? {}
      : { description: checkDescription(input.repositoryDescription) }),
    ...(input.kmsKeyId === undefined ? {} : { kmsKeyId: input.kmsKeyId }),
    createdAt: now,
    modifiedAt: now,
    tags: input.tags ?? {},
  };
  createGitDirectory(gitDirectoryOf(repository, context), 'main');
  repositoriesOf(context).put(name, repository);
  return { repositoryMetadata: metadataOf(repository, context) };
}

export function GetRepository(input: GetRepositoryInput, context: Context): GetRepositoryOutput {
  return {
    repositoryMetadata: metadataOf(repositoryNamed(input.repositoryName, context), context),
  };
}

export function DeleteRepository(
  { repositoryName }: DeleteRepositoryInput,
  context: Context,
): DeleteRepositoryOutput {
  const repository = repositoriesOf(context).get(checkRepositoryName(repositoryName));
  if (!repository) return {};
  repositoriesOf(context).delete(repository.name);
  fs.rmSync(gitDirectoryOf(repository, context), { recursive: true, force: true });
  return { repositoryId: repository.id };
}

export function ListRepositories(
  { sortBy, order, nextToken }: ListRepositoriesInput,
  context: Context,
): ListRepositoriesOutput {
  const key = sortBy === 'lastModifiedDate' ? 'modifiedAt' : 'name';
  const sorted = [...repositoriesOf(context).list()].sort((a, b) => (a[key] < b[key] ? -1 : 1));
  if (order === 'descending') sorted.reverse();
  const { items, next } = pageOf(sorted, nextToken, repositoriesPerPage, pageTokens);
  return {
    repositories: items.map(({ id, name }) => ({ repositoryId: id, repositoryName: name })),
    nextToken: next,
  };
}

const repositoriesPerPage = 1000;

export function BatchGetRepositories(
  { repositoryNames }: BatchGetRepositoriesInput,
  context: Context,
): BatchGetRepositoriesOutput {
  if (!repositoryNames?.length)
    throw new ServiceError('RepositoryNamesRequiredException', 'Repository names are required');
  const found = repositoryNames.map((name) =>
    repositoriesOf(context).get(checkRepositoryName(name)),
  );
  return {
    repositories: found.flatMap((repository) =>
      repository ? [metadataOf(repository, context)] : [],
    ),
    repositoriesNotFound: repositoryNames.filter((_, index) => !found[index]),
  };
}

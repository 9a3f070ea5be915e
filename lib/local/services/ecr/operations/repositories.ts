import fs from 'node:fs';
import type { Context } from '../../../base/context';
import { pageOf, pageSize } from '../../../base/page';
import { ServiceError } from '../../../base/service-error';
import { openRepository, registryOf } from '../model/access';
import { accessDenied, invalid, invalidPageSize, pageTokens } from '../model/errors';
import {
  arnOf,
  dataFolder,
  type ExclusionFilter,
  imagesOf,
  layersOf,
  mutabilities,
  type Opened,
  repositoriesOf,
  type StoredRepository,
  uploadsOf,
  uriOf,
} from '../model/records';
import type {
  CreateRepositoryRequest,
  DeleteRepositoryRequest,
  DescribeRepositoriesRequest,
} from '../model/requests';
import { tagMap } from '../model/tags';

const namePattern =
  /^(?:[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*\/)*[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/;

export function CreateRepository(input: CreateRepositoryRequest, context: Context) {
  const home = ownRegistry('ecr:CreateRepository', input.registryId, input.repositoryName, context);
  const { repositoryName: name, encryptionConfiguration: encryption } = input;
  if (name.length < 2 || name.length > 256 || !namePattern.test(name))
    throw invalid('repositoryName', `must satisfy regular expression '${namePattern.source}'`);
  if (repositoriesOf(home).get(name))
    throw new ServiceError(
      'RepositoryAlreadyExistsException',
      `The repository with name '${name}' already exists in the registry with id '${home.account}'`,
    );
  const repository: StoredRepository = {
    name,
    createdAt: home.now().toISOString(),
    ...checkMutability(input),
    scanOnPush: input.imageScanningConfiguration?.scanOnPush ?? false,
    encryption: encryption ?? { encryptionType: 'AES256' },
    tags: tagMap(input.tags),
  };
  repositoriesOf(home).put(name, repository);
  return { repository: showRepository({ repository, home }) };
}

/** A registry as a whole has no policy here that would let other accounts in. */
function ownRegistry(
  action: string,
  registryId: string | undefined,
  name: string,
  context: Context,
): Context {
  const home = registryOf(registryId, context);
  if (home.account === context.account) {
    context.demand({ action, resource: arnOf(name, home) }, accessDenied);
    return home;
  }
  throw accessDenied(
    `User: ${context.caller.arn} is not authorized to perform: ${action} on resource: ${arnOf('*', home)}`,
  );
}

/** @throws InvalidParameterException */
export function checkMutability(input: {
  readonly imageTagMutability?: string | undefined;
  readonly imageTagMutabilityExclusionFilters?: readonly ExclusionFilter[];
}): Pick<StoredRepository, 'mutability' | 'exclusions'> {
  const asked = input.imageTagMutability ?? 'MUTABLE';
  const mutability = mutabilities.find((known) => known === asked);
  const exclusions = input.imageTagMutabilityExclusionFilters ?? [];
  if (mutability === undefined)
    throw invalid(
      'imageTagMutability',
      'must be one of MUTABLE, IMMUTABLE, MUTABLE_WITH_EXCLUSION, IMMUTABLE_WITH_EXCLUSION',
    );
  if (mutability.endsWith('_WITH_EXCLUSION') !== exclusions.length > 0)
    throw invalid(
      'imageTagMutabilityExclusionFilters',
      'must be given with an exclusion and only then',
    );
  if (exclusions.some(({ filterType }) => filterType !== 'WILDCARD'))
    throw invalid('imageTagMutabilityExclusionFilters', 'filterType must be WILDCARD');
  return { mutability, exclusions };
}

export function DescribeRepositories(input: DescribeRepositoriesRequest, context: Context) {
  const { registryId, repositoryNames } = input;
  const asked = repositoryNames?.map((repositoryName) =>
    openRepository('ecr:DescribeRepositories', { ...given(registryId), repositoryName }, context),
  );
  const home = registryOf(registryId, context);
  const all = asked ?? allIn(home, context);
  const size = pageSize(input.maxResults, { usual: 100, most: 1000 }, invalidPageSize);
  const { items, next } = pageOf(all, input.nextToken, size, pageTokens);
  return { repositories: items.map(showRepository), nextToken: next };
}

const given = (registryId: string | undefined) => (registryId === undefined ? {} : { registryId });

function allIn(home: Context, context: Context): readonly Opened[] {
  return ownRegistryRepositories(home, context).toSorted((a, b) =>
    a.repository.name < b.repository.name ? -1 : 1,
  );
}

function ownRegistryRepositories(home: Context, context: Context): readonly Opened[] {
  return repositoriesOf(ownRegistry('ecr:DescribeRepositories', home.account, '*', context))
    .list()
    .map((repository) => ({ repository, home }));
}

export function DeleteRepository(input: DeleteRepositoryRequest, context: Context) {
  const opened = openRepository('ecr:DeleteRepository', input, context);
  const { repository, home } = opened;
  if (!input.force && imagesOf(opened).list().length > 0)
    throw new ServiceError(
      'RepositoryNotEmptyException',
      `The repository with name '${repository.name}' in registry with id '${home.account}' cannot be deleted because it still contains images`,
    );
  for (const { digest } of imagesOf(opened).list()) imagesOf(opened).delete(digest);
  for (const { digest } of layersOf(opened).list()) layersOf(opened).delete(digest);
  for (const { id } of uploadsOf(opened).list()) uploadsOf(opened).delete(id);
  repositoriesOf(home).delete(repository.name);
  fs.rmSync(dataFolder(opened), { recursive: true, force: true });
  return { repository: showRepository(opened) };
}

function showRepository({ repository, home }: Opened) {
  const { name, exclusions, encryption } = repository;
  return {
    repositoryArn: arnOf(name, home),
    registryId: home.account,
    repositoryName: name,
    repositoryUri: uriOf(name, home),
    createdAt: new Date(repository.createdAt),
    imageTagMutability: repository.mutability,
    ...(exclusions.length > 0 && { imageTagMutabilityExclusionFilters: exclusions }),
    imageScanningConfiguration: { scanOnPush: repository.scanOnPush },
    encryptionConfiguration: encryption,
  };
}

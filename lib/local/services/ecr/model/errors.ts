import type { Context } from '../../../base/context';
import { plain } from '../../../base/page';
import { ServiceError } from '../../../base/service-error';

const where = (name: string, { account }: Context) =>
  `the repository with name '${name}' in the registry with id '${account}'`;

export const repositoryNotFound = (name: string, { account }: Context) =>
  new ServiceError(
    'RepositoryNotFoundException',
    `The repository with name '${name}' does not exist in the registry with id '${account}'`,
  );

export const layersNotFound = (digests: readonly string[], name: string, home: Context) =>
  new ServiceError(
    'LayersNotFoundException',
    `The layers with digests [${digests.join(', ')}] required for pushing image do not exist in ${where(name, home)}`,
  );

export const uploadNotFound = (id: string, name: string, home: Context) =>
  new ServiceError(
    'UploadNotFoundException',
    `The upload with upload id '${id}' does not exist in ${where(name, home)}`,
  );

export const invalid = (parameter: string, constraint: string) =>
  new ServiceError(
    'InvalidParameterException',
    `Invalid parameter at '${parameter}' failed to satisfy constraint: '${constraint}'`,
  );

export const invalidPageSize = (most: number) =>
  invalid('maxResults', `must be between 1 and ${most}`);

export const accessDenied = (message: string) => new ServiceError('AccessDeniedException', message);

export const pageTokens = {
  coding: plain,
  invalid: () => invalid('nextToken', 'must be a token that was handed out'),
};

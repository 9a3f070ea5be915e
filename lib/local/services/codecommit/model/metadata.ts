import type { FileModeTypeEnum, RepositoryMetadata } from '@aws-sdk/client-codecommit';
import type { Context } from '../../../base/context';
import { ServiceError } from '../../../base/service-error';
import { arnOf, type Repository } from './records';

export function metadataOf(repository: Repository, context: Context): RepositoryMetadata {
  const { id, name, description, defaultBranch, kmsKeyId, createdAt, modifiedAt } = repository;
  return {
    accountId: context.account,
    repositoryId: id,
    repositoryName: name,
    ...(description === undefined ? {} : { repositoryDescription: description }),
    ...(defaultBranch === undefined ? {} : { defaultBranch }),
    ...(kmsKeyId === undefined ? {} : { kmsKeyId }),
    creationDate: new Date(createdAt),
    lastModifiedDate: new Date(modifiedAt),
    cloneUrlHttp: `${context.endpoint}/v1/repos/${name}`,
    cloneUrlSsh: `ssh://git-codecommit.${context.region}.amazonaws.com/v1/repos/${name}`,
    Arn: arnOf(name, context),
  };
}

export function checkDescription(description: string): string {
  if (description.length > 1000)
    throw new ServiceError(
      'InvalidRepositoryDescriptionException',
      'A description is at most 1000 characters long',
    );
  return description;
}

export function fileModeOf(mode: string): FileModeTypeEnum {
  if (mode === '120000') return 'SYMLINK';
  return mode === '100755' ? 'EXECUTABLE' : 'NORMAL';
}

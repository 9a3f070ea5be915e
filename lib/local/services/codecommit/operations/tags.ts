import type {
  ListTagsForResourceInput,
  ListTagsForResourceOutput,
  TagResourceInput,
  UntagResourceInput,
} from '@aws-sdk/client-codecommit';
import type { Context } from '../../../base/context';
import { ServiceError } from '../../../base/service-error';
import { repositoryDoesNotExist } from '../model/errors';
import { arnOf, type Repository, repositoriesOf } from '../model/records';

const maxTags = 50;

export function TagResource({ resourceArn, tags }: TagResourceInput, context: Context): void {
  const repository = repositoryWithArn(resourceArn, context);
  if (!tags) throw new ServiceError('TagsMapRequiredException', 'A map of tags is required');
  const all = { ...repository.tags, ...tags };
  if (Object.keys(all).length > maxTags)
    throw new ServiceError('TooManyTagsException', `A repository has at most ${maxTags} tags`);
  repositoriesOf(context).put(repository.name, { ...repository, tags: all });
}

export function UntagResource(
  { resourceArn, tagKeys }: UntagResourceInput,
  context: Context,
): void {
  const repository = repositoryWithArn(resourceArn, context);
  if (!tagKeys)
    throw new ServiceError('TagKeysListRequiredException', 'A list of tag keys is required');
  const kept = Object.entries(repository.tags).filter(([key]) => !tagKeys.includes(key));
  repositoriesOf(context).put(repository.name, { ...repository, tags: Object.fromEntries(kept) });
}

export function ListTagsForResource(
  { resourceArn }: ListTagsForResourceInput,
  context: Context,
): ListTagsForResourceOutput {
  return { tags: { ...repositoryWithArn(resourceArn, context).tags } };
}

function repositoryWithArn(arn: string | undefined, context: Context): Repository {
  if (!arn) throw new ServiceError('ResourceArnRequiredException', 'A resource ARN is required');
  const prefix = arnOf('', context);
  if (!arn.startsWith(prefix))
    throw new ServiceError(
      'InvalidResourceArnException',
      `${arn} is not the ARN of a repository here`,
    );
  const repository = repositoriesOf(context).get(arn.slice(prefix.length));
  if (!repository) throw repositoryDoesNotExist(arn.slice(prefix.length));
  return repository;
}

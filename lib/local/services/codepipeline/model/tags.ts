import type { Tag } from '@aws-sdk/client-codepipeline';
import { ServiceError } from '../../../base/service-error';
import { tooManyTags } from './errors';

export const mostTags = 50;

/** @throws ServiceError where AWS would not take the tags */
export function checkTags(tags: readonly Tag[]): { key: string; value: string }[] {
  if (tags.length > mostTags) throw tooManyTags(`A resource can have at most ${mostTags} tags.`);
  return tags.map(({ key, value }) => {
    if (typeof key !== 'string' || key.length < 1 || key.length > 128 || key.startsWith('aws:'))
      throw invalidTag(`${key} is no key for a tag.`);
    if (typeof value !== 'string' || value.length > 256)
      throw invalidTag(`The tag ${key} has no value, or one of more than 256 characters.`);
    return { key, value };
  });
}

function invalidTag(message: string): ServiceError {
  return new ServiceError('InvalidTagsException', message);
}

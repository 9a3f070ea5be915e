import { ServiceError } from '../../../base/service-error';

export interface TagSet {
  readonly TagSet?: readonly { Key?: string | undefined; Value?: string | undefined }[] | undefined;
}

/** Tags as the x-amz-tagging header writes them: a query string. */
export function parseTagging(text: string | undefined): Readonly<Record<string, string>> {
  return checkTags(Object.fromEntries(new URLSearchParams(text ?? '')));
}

export function tagsOf({ TagSet = [] }: TagSet = {}): Readonly<Record<string, string>> {
  return checkTags(Object.fromEntries(TagSet.map(({ Key = '', Value = '' }) => [Key, Value])));
}

function checkTags(tags: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  if (Object.keys(tags).length > 10)
    throw new ServiceError('BadRequest', 'Object tags cannot be greater than 10');
  const wrong = Object.entries(tags).find(
    ([key, value]) => key.length < 1 || key.length > 128 || value.length > 256,
  );
  if (wrong)
    throw new ServiceError('InvalidTag', 'The TagKey or TagValue you have provided is invalid');
  return tags;
}

export function tagSet(tags: Readonly<Record<string, string>>): { Key: string; Value: string }[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

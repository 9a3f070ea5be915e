import type { Tag } from '@aws-sdk/client-scheduler';
import { invalid } from './errors';
import type { Group } from './records';

const mostTags = 50;

/** A group's tags with more of them. @throws ValidationException where AWS would not take them */
export function tagMap(tags: Group['tags'], more: readonly Tag[] = []): Group['tags'] {
  const all = { ...tags };
  for (const { Key = '', Value = '' } of more) {
    if (Key.length < 1 || Key.length > 128 || Key.startsWith('aws:') || Value.length > 256)
      throw invalid(`${Key} is no tag: a key has 1 to 128 characters, a value at most 256.`);
    all[Key] = Value;
  }
  if (Object.keys(all).length > mostTags)
    throw invalid(`A resource can have at most ${mostTags} tags.`);
  return all;
}

import type { Tag } from './requests';

export function tagMap(tags: readonly Tag[] | undefined): Readonly<Record<string, string>> {
  return Object.fromEntries((tags ?? []).map(({ Key, Value }) => [Key, Value]));
}

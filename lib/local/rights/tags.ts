import { type Fields, fieldsOf, isFields } from '../values/fields';

export type Tags = Readonly<Record<string, string>>;

/** A tag as one service or another writes it. */
interface WrittenTag {
  readonly Key?: string | undefined;
  readonly key?: string | undefined;
  readonly TagKey?: string | undefined;
  readonly Value?: string | undefined;
  readonly value?: string | undefined;
  readonly TagValue?: string | undefined;
}

/** Tags from a list of them. */
export function tagsIn(list: readonly WrittenTag[] | undefined): Tags {
  return Object.fromEntries(
    (list ?? []).map(({ Key, key, TagKey, Value, value, TagValue }) => [
      Key ?? key ?? TagKey ?? '',
      Value ?? value ?? TagValue ?? '',
    ]),
  );
}

/** The tags that a request names, under whichever member its service has them; those that it takes away have no value. */
export function requestTags(input: Fields): Readonly<Record<string, string | undefined>> {
  const members = Object.entries(input);
  const named = (name: RegExp) => members.find(([member]) => name.test(member))?.[1];
  const given = named(/^tags$/i);
  const taken = named(/^tagKeys$/i);
  const nested = Array.isArray(given) ? tagsIn(given.filter(isFields)) : textsIn(given);
  const keys: readonly string[] = Array.isArray(taken) ? taken.map(String) : [];
  return { ...Object.fromEntries(keys.map((key) => [key, undefined])), ...nested };
}

function textsIn(map: unknown): Tags {
  return Object.fromEntries(
    Object.entries(fieldsOf(map)).map(([key, value]) => [key, String(value)]),
  );
}

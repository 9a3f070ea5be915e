import { notImplemented } from '../base/service-error';

/** A key's value in a request, or its values if it may have several. */
export type KeyValue = string | readonly string[];

/** What a request offers to conditions, by lower-case key; a key that has no value is absent from the request. */
export type RequestKeys = Readonly<Record<string, KeyValue | undefined>>;

/** Looks a key up by its lower-case name. @throws 501 naming a key that AWS has and this machine does not know */
export type FindKey = (key: string) => KeyValue | undefined;

/** @returns a lookup that refuses by name what is not among the keys */
export function keysIn(keys: RequestKeys): FindKey {
  return (key) => {
    if (!Object.hasOwn(keys, key)) throw notImplemented('iam', `condition key ${key}`);
    return keys[key];
  };
}

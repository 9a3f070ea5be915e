/**
 * A list whose order means nothing, in the order of another: first what that one has too, then the rest. So that two
 * such lists can be compared position by position.
 * @param nameOf what tells the items apart
 */
export function inOrderOf<T>(
  order: unknown,
  items: readonly T[],
  nameOf: (item: T) => unknown = String,
): readonly T[] {
  const names = Array.isArray(order) ? (order as readonly T[]).map(nameOf) : [];
  const rank = (item: T) => {
    const position = names.indexOf(nameOf(item));
    return position < 0 ? names.length : position;
  };
  return items.toSorted((a, b) => rank(a) - rank(b));
}

/** Tags as templates write them, from a map, in the order of other tags. */
export function tagList(
  order: unknown,
  tags: Readonly<Record<string, string>>,
): readonly { readonly Key: string; readonly Value: string }[] {
  const list = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  return inOrderOf(order, list, ({ Key }) => Key);
}

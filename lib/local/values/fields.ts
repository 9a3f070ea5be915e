/** The members of an object whose shape nobody has promised. */
export type Fields = Readonly<Record<string, unknown>>;

/** Whether a value is an object that is no list, with members that are not known yet. */
export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The members of a value; none where it has none to look at. */
export function fieldsOf(value: unknown): Fields {
  return isFields(value) ? value : {};
}

/** The members of an object whose shape nobody has promised, such as JSON from outside or what was thrown. */
export type Fields = Readonly<Record<string, unknown>>;

/** Whether a value is an object that is no list. */
export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The members of a value; none where it is no object. */
export function fieldsOf(value: unknown): Fields {
  return isFields(value) ? value : {};
}

/** The object that a text is in JSON; undefined where it is none. */
export function parsedObject(text: string): Fields | undefined {
  try {
    const value = parseJson(text);
    return isFields(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a value is an object that holds texts alone. */
export function isTexts(value: unknown): value is Readonly<Record<string, string>> {
  return isFields(value) && Object.values(value).every((member) => typeof member === 'string');
}

/** A value where it is text. */
export function textOrNone(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** JSON as editors on Windows save it, too: with a byte order mark, which nobody sees. */
export function parseJson(text: string): unknown {
  return JSON.parse(text.replace(/^\ufeff/, ''));
}

export type Tree = Readonly<Record<string, unknown>>;

export function isTree(value: unknown): value is Tree {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

/** Whether one value of an event matches. */
export type ValueTest = (value: unknown) => boolean;

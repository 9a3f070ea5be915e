import { isDeepStrictEqual } from 'node:util';
import type { Properties, ResourceType } from '../../../base/context';

export interface Difference {
  /** Top-level properties that differ. */
  readonly properties: readonly string[];
  /** Those of them that a resource cannot change in place. */
  readonly replacing: readonly string[];
}

export function differenceOf(
  type: ResourceType | undefined,
  before: Properties,
  after: Properties,
): Difference {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const properties = names.filter(
    (name) => !isDeepStrictEqual(plain(before[name]), plain(after[name])),
  );
  return {
    properties,
    replacing: properties.filter((name) => type?.replacement?.includes(name)),
  };
}

/** The same data without prototypes and frozenness that make equal values differ. */
function plain(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}

import table from './types.json';

/** Actions, and the resources that they are needed on. */
export interface Rights {
  /** ARNs in which `{name}` is the name of a resource, or `*` alone. */
  readonly patterns: readonly string[];
  readonly actions: readonly string[];
}

/** What CloudFormation needs of whoever deploys, for resources of one type. */
export interface TypeRights {
  /** The property that names a resource; undefined where AWS gives it an id. */
  readonly name: string | undefined;
  /** ARNs of a resource of the type, by its name. */
  readonly own: readonly string[];
  readonly rights: readonly Rights[];
}

interface Row {
  readonly name?: string;
  readonly own?: readonly string[];
  readonly rights: Readonly<Record<string, string>>;
}

/**
 * Made by `GITENV_UPDATE_TYPES=<folder> npx jest test/setup/policy/types` from the permissions of the types' handlers
 * (https://schema.cloudformation.us-east-1.amazonaws.com/CloudformationSchema.zip) and from the service authorization
 * reference, which says which resources an action is asked for.
 */
const rows = table as Readonly<Record<string, Row>>;

/** @returns undefined where AWS publishes no rights for the type */
export function typeRights(type: string): TypeRights | undefined {
  const row = Object.hasOwn(rows, type) ? rows[type] : undefined;
  if (!row) return undefined;
  const rights = Object.entries(row.rights).map(([patterns, actions]) => ({
    patterns: patterns.split(' '),
    actions: inFull(actions),
  }));
  return { name: row.name, own: row.own ?? [], rights };
}

/** A service stands before the first of its actions alone. */
function inFull(short: string): string[] {
  let service = '';
  return short.split(' ').map((word) => {
    const [first = '', name] = word.split(':');
    if (name !== undefined) service = first;
    return `${service}:${name ?? first}`;
  });
}

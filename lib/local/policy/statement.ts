import { fieldsOf, isFields } from '../values/fields';
import type { FindKey } from './keys';
import { like, likeArn } from './pattern';
import { filledIn } from './variables';

/** A statement of a policy, as it is written. */
export interface Statement {
  readonly Effect?: unknown;
  /** A text, or texts or lists of them by kind, such as `AWS` and `Service`. */
  readonly Principal?: unknown;
  readonly NotPrincipal?: unknown;
  /** A text, or a list of them; as is what follows. */
  readonly Action?: unknown;
  readonly NotAction?: unknown;
  readonly Resource?: unknown;
  readonly NotResource?: unknown;
  /** Lists of values by key, by operator. */
  readonly Condition?: unknown;
}

const parsed = new Map<string, readonly Statement[]>();
const mostParsed = 2000;

/** @param document a policy as JSON */
export function statementsIn(document: string): readonly Statement[] {
  const known = parsed.get(document);
  if (known) return known;
  const { Statement } = fieldsOf(JSON.parse(document));
  const statements = [Statement].flat().filter(isFields);
  if (parsed.size >= mostParsed) parsed.clear();
  parsed.set(document, statements);
  return statements;
}

/**
 * Whether a statement is about an action on a resource; its principals and conditions are not looked at.
 * @param find what fills in variables; without it they stand for nothing
 */
export function isAbout(
  statement: Statement,
  action: string,
  resource: string,
  find: FindKey = () => undefined,
): boolean {
  const folded = action.toLowerCase();
  return (
    covers(statement.Action, statement.NotAction, (pattern) =>
      like(folded, pattern.toLowerCase()),
    ) &&
    covers(statement.Resource, statement.NotResource, (pattern) => {
      const filled = filledIn(pattern, find);
      return filled !== undefined && likeArn(resource, filled);
    })
  );
}

function covers(
  included: unknown,
  excluded: unknown,
  matches: (pattern: string) => boolean,
): boolean {
  const any = (patterns: unknown) => [patterns].flat().some((pattern) => matches(String(pattern)));
  return excluded === undefined ? any(included ?? []) : !any(excluded);
}

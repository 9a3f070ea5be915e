import { fieldsOf, isFields } from '../values/fields';
import { like } from './condition';

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

/** @param document a policy as JSON */
export function statementsIn(document: string): readonly Statement[] {
  const { Statement } = fieldsOf(JSON.parse(document));
  return [Statement].flat().filter(isFields);
}

/** Whether a statement is about an action on a resource; its principals and conditions are not looked at. */
export function isAbout(statement: Statement, action: string, resource: string): boolean {
  const fold = (pattern: string) => pattern.toLowerCase();
  return (
    covers(statement.Action, statement.NotAction, fold(action), fold) &&
    covers(statement.Resource, statement.NotResource, resource, (pattern) => pattern)
  );
}

function covers(
  included: unknown,
  excluded: unknown,
  value: string,
  fold: (pattern: string) => string,
): boolean {
  const any = (patterns: unknown) =>
    [patterns].flat().some((pattern) => like(value, fold(String(pattern))));
  return excluded === undefined ? any(included ?? []) : !any(excluded);
}

import { type Conditions, like } from './condition';

/** A statement of a policy, as it is written. */
export interface Statement {
  readonly Effect?: string;
  readonly Principal?: string | { readonly [kind: string]: string | readonly string[] };
  readonly NotPrincipal?: unknown;
  readonly Action?: string | readonly string[];
  readonly NotAction?: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly NotResource?: string | readonly string[];
  readonly Condition?: Conditions;
}

/** @param document a policy as JSON */
export function statementsIn(document: string): readonly Statement[] {
  const { Statement } = JSON.parse(document) as { Statement?: Statement | readonly Statement[] };
  const all = [Statement].flat() as readonly (Statement | null | undefined)[];
  return all.filter((one) => one !== null && typeof one === 'object');
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
  included: string | readonly string[] | undefined,
  excluded: string | readonly string[] | undefined,
  value: string,
  fold: (pattern: string) => string,
): boolean {
  const any = (patterns: string | readonly string[]) =>
    [patterns].flat().some((pattern) => like(value, fold(String(pattern))));
  return excluded === undefined ? any(included ?? []) : !any(excluded);
}

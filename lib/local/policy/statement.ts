import type { Caller } from '../service';
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

/** The AWS principals that a statement names; `*` among them is anybody. */
export function principalsOf({ Principal }: Statement): readonly string[] {
  const named = typeof Principal === 'string' ? Principal : (Principal?.AWS ?? []);
  return [named].flat().map(String);
}

/** Whether a principal other than `*` is the caller, his role or his account. */
export function isPrincipal(principal: string, { account, arn }: Caller): boolean {
  if (principal === account || principal === `arn:aws:iam::${account}:root`) return true;
  return principal === arn || (principal.includes(':role/') && roleOf(principal) === roleOf(arn));
}

/** The role of a caller, as conditions and principals name it. (A role under a path is named without the path.) */
export function principalArn(arn: string): string {
  return arn.replace(/^arn:aws:sts::(\d+):assumed-role\/([^/]+)\/.*$/, 'arn:aws:iam::$1:role/$2');
}

/** A session's ARN says nothing of its role's path, and an account has a role's name only once. */
function roleOf(arn: string): string {
  return principalArn(arn).replace(/^(arn:aws:iam::\d+:role\/)(?:.+\/)/, '$1');
}

import type { Caller } from '../base/caller';
import { fieldsOf } from '../values/fields';
import type { Statement } from './statement';

/** The AWS principals that a statement names; `*` among them is anybody. */
export function principalsOf({ Principal }: Statement): readonly string[] {
  const named = typeof Principal === 'string' ? Principal : (fieldsOf(Principal).AWS ?? []);
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

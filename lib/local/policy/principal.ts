import type { Caller } from '../base/caller';
import { notImplemented } from '../base/service-error';
import { fieldsOf } from '../values/fields';
import { like } from './pattern';
import type { Statement } from './statement';

/** The AWS principals that a statement names; `*` among them is anybody. */
export function principalsOf({ Principal }: Statement): readonly string[] {
  const named = typeof Principal === 'string' ? Principal : (fieldsOf(Principal).AWS ?? []);
  return [named].flat().map(String);
}

/** How a statement names a caller: by himself, by the role that he has assumed, by his account, or with everybody else. */
export type Naming = 'itself' | 'role' | 'account' | 'anybody';

/**
 * How a statement of a resource's policy names the caller; undefined where it does not.
 * @param isClosedToPublic `*` lets nobody in, though it still denies everybody
 */
export function namingOf(
  statement: Statement,
  caller: Caller,
  isClosedToPublic: boolean,
): Naming | undefined {
  const { NotPrincipal } = statement;
  if (NotPrincipal !== undefined) return outsideOf(statement, caller);
  if (caller.service && namesServiceItself(statement, caller.service.name)) return 'itself';
  return closestOf(
    principalsOf(statement).map((principal) => {
      if (principal !== '*') return nameOf(principal, caller);
      return statement.Effect === 'Deny' || !isClosedToPublic ? 'anybody' : undefined;
    }),
  );
}

/** Of several ways to be named, the one that counts most. */
export function closestOf(found: readonly (Naming | undefined)[]): Naming | undefined {
  return (['itself', 'anybody', 'role', 'account'] as const).find((kind) => found.includes(kind));
}

/** `NotPrincipal` denies everybody but those it names; what it would allow nobody should write, and AWS advises against. */
function outsideOf({ Effect, NotPrincipal }: Statement, caller: Caller): Naming | undefined {
  if (Effect !== 'Deny') throw notImplemented('iam', 'NotPrincipal in a statement that allows');
  const excepted = principalsOf({ Principal: NotPrincipal });
  return excepted.some((one) => one === '*' || nameOf(one, caller)) ? undefined : 'anybody';
}

function nameOf(principal: string, { account, arn }: Caller): Naming | undefined {
  if (principal === account || principal === `arn:aws:iam::${account}:root`) return 'account';
  if (principal === arn) return 'itself';
  const isRole = principal.includes(':role/') && roleOf(principal) === roleOf(arn);
  return isRole ? 'role' : undefined;
}

/** The role of a caller, as conditions and principals name it. (A role under a path is named without the path.) */
export function principalArn(arn: string): string {
  return arn.replace(/^arn:aws:sts::(\d+):assumed-role\/([^/]+)\/.*$/, 'arn:aws:iam::$1:role/$2');
}

/** A session's ARN says nothing of its role's path, and an account has a role's name only once. */
function roleOf(arn: string): string {
  return principalArn(arn).replace(/^(arn:aws:iam::\d+:role\/)(?:.+\/)/, '$1');
}

function namesServiceItself({ Principal }: Statement, service: string): boolean {
  return [fieldsOf(Principal).Service].flat().includes(service);
}

/** Whether a statement is about a service of AWS, such as scheduler.amazonaws.com. */
export function namesService({ Principal }: Statement, service: string): boolean {
  if (typeof Principal === 'string') return Principal === '*';
  const { Service, AWS } = fieldsOf(Principal);
  return (
    [AWS].flat().includes('*') ||
    [Service].flat().some((one) => typeof one === 'string' && like(service, one))
  );
}

/** As much of a bucket's policy as says whom it lets in. */
export interface BucketPolicy {
  readonly Statement?: readonly Statement[] | Statement;
}

type OneOrMore = string | readonly string[];

interface Statement {
  readonly Effect?: string;
  readonly Principal?: '*' | { readonly AWS?: OneOrMore };
  readonly Action?: OneOrMore;
  readonly Resource?: OneOrMore;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, OneOrMore>>>>;
}

/** Somebody of another account, and what he wants. */
export interface BucketRequest {
  readonly account: string;
  readonly role: string;
  readonly action: string;
  readonly resource: string;
}

/**
 * Whether a policy lets a role of another account do something. Of conditions only those on the role's name are judged:
 * any other may be met, and keeps a denial from counting. What names no `Principal`, `Action` or `Resource` counts for nothing.
 */
export function letsIn({ Statement: all = [] }: BucketPolicy, request: BucketRequest): boolean {
  const fitting = [all].flat().filter((statement) => concerns(statement, request));
  const denies = fitting.some((it) => it.Effect === 'Deny' && !hasOtherConditions(it));
  return !denies && fitting.some(({ Effect }) => Effect === 'Allow');
}

function concerns(statement: Statement, { account, role, action, resource }: BucketRequest) {
  const { Principal, Action = [], Resource = [] } = statement;
  const people = Principal === '*' ? ['*'] : [Principal?.AWS ?? []].flat();
  const partition = role.split(':')[1];
  const named = ['*', account, `arn:${partition}:iam::${account}:root`, role];
  return (
    people.some((one) => named.includes(one)) &&
    [Action].flat().some((it) => isLike(it.toLowerCase(), action.toLowerCase())) &&
    [Resource].flat().some((it) => isLike(it, resource)) &&
    rolePatterns(statement).every((any) => any.some((it) => isLike(it, role)))
  );
}

const likeness = /^(Arn|String)(Like|Equals)$/;
const isRole = (key: string) => key.toLowerCase() === 'aws:principalarn';

function rolePatterns({ Condition = {} }: Statement): string[][] {
  return Object.entries(Condition)
    .filter(([operator]) => likeness.test(operator))
    .flatMap(([, keys]) => Object.entries(keys))
    .flatMap(([key, values]) => (isRole(key) ? [[values].flat()] : []));
}

function hasOtherConditions({ Condition = {} }: Statement): boolean {
  return Object.entries(Condition).some(
    ([operator, keys]) => !likeness.test(operator) || !Object.keys(keys).every(isRole),
  );
}

/** With `*` for any text and `?` for one character. */
function isLike(pattern: string, text: string): boolean {
  const plain = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${plain.replaceAll('*', '.*').replaceAll('?', '.')}$`, 's').test(text);
}

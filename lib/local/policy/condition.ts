import { notImplemented } from '../base/service-error';
import { fieldsOf } from '../values/fields';

/** What a request offers to conditions, by lower-case key; a key that is not in it is absent from the request. */
export type RequestKeys = Readonly<Record<string, string | undefined>>;

type Compare = (value: string, wanted: string) => boolean;

const sameText: Compare = (value, wanted) => value === wanted;
const sameFolded: Compare = (value, wanted) => value.toLowerCase() === wanted.toLowerCase();

/** `*` stands for any characters, `?` for one. Goes back no further than to the last star, so it never takes long. */
export const like: Compare = (value, wanted) => {
  let [at, of, star, mark] = [0, 0, -1, 0];
  while (at < value.length) {
    if (wanted[of] === '*') [star, mark, of] = [of, at, of + 1];
    else if (wanted[of] === '?' || wanted[of] === value[at]) [at, of] = [at + 1, of + 1];
    else if (star >= 0) [of, mark, at] = [star + 1, mark + 1, mark + 1];
    else return false;
  }
  return /^\**$/.test(wanted.slice(of));
};

const comparisons: Readonly<Record<string, Compare>> = {
  StringEquals: sameText,
  StringEqualsIgnoreCase: sameFolded,
  StringLike: like,
  ArnEquals: like,
  ArnLike: like,
  Bool: sameFolded,
  NumericEquals: (value, wanted) => Number(value) === Number(wanted),
  NumericLessThan: (value, wanted) => Number(value) < Number(wanted),
  NumericLessThanEquals: (value, wanted) => Number(value) <= Number(wanted),
  NumericGreaterThan: (value, wanted) => Number(value) > Number(wanted),
  NumericGreaterThanEquals: (value, wanted) => Number(value) >= Number(wanted),
};

/**
 * Whether all conditions of a statement hold.
 * @throws 501 naming an operator or key that this machine does not know, rather than letting a denial pass unseen
 */
export function conditionsHold(conditions: unknown, request: RequestKeys): boolean {
  return Object.entries(fieldsOf(conditions)).every(([operator, keys]) =>
    Object.entries(fieldsOf(keys)).every(([key, wanted]) =>
      holds(operator, keyIn(key, request), [wanted].flat().map(String)),
    ),
  );
}

function keyIn(key: string, request: RequestKeys): string | undefined {
  const name = key.toLowerCase();
  if (!Object.hasOwn(request, name)) throw notImplemented('iam', `condition key ${key}`);
  return request[name];
}

function holds(operator: string, value: string | undefined, wanted: readonly string[]): boolean {
  if (operator === 'Null') return wanted.includes(String(value === undefined));
  const [, set, base = '', ifExists] =
    /^(ForAnyValue:|ForAllValues:)?(\w+?)(IfExists)?$/.exec(operator) ?? [];
  const negated = /^(String|Arn)Not(Equals|EqualsIgnoreCase|Like)$/.exec(base);
  const compare = comparisons[negated ? `${negated[1]}${negated[2]}` : base];
  if (!compare) throw notImplemented('iam', `condition operator ${operator}`);
  if (value === undefined)
    return ifExists !== undefined || set === 'ForAllValues:' || negated !== null;
  return wanted.some((one) => compare(value, one)) === (negated === null);
}

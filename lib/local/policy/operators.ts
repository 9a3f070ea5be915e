import { BlockList, isIP } from 'node:net';
import { like, likeArn, plainText } from './pattern';

type Compare = (value: string, wanted: string) => boolean;

/** What an operator compares, and whether it asks that nothing matches. */
export interface Operator {
  readonly compare: Compare;
  readonly negated: boolean;
}

const folded = (text: string) => plainText(text).toLowerCase();
const sameText: Compare = (value, wanted) => value === plainText(wanted);
const sameFolded: Compare = (value, wanted) => value.toLowerCase() === folded(wanted);

const asNumber = (text: string) => (text.trim() === '' ? Number.NaN : Number(text));

/** ISO 8601, or seconds since 1970. */
const asTime = (text: string) =>
  /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text.trim());

const order =
  (read: (text: string) => number, holds: (a: number, b: number) => boolean): Compare =>
  (value, wanted) =>
    holds(read(value), read(plainText(wanted)));

function ordered(
  prefix: string,
  read: (text: string) => number,
): Readonly<Record<string, Compare>> {
  return {
    [`${prefix}Equals`]: order(read, (a, b) => a === b),
    [`${prefix}LessThan`]: order(read, (a, b) => a < b),
    [`${prefix}LessThanEquals`]: order(read, (a, b) => a <= b),
    [`${prefix}GreaterThan`]: order(read, (a, b) => a > b),
    [`${prefix}GreaterThanEquals`]: order(read, (a, b) => a >= b),
  };
}

/** An address in a range as CIDR writes it, or the one that is named. */
const inRange: Compare = (value, wanted) => {
  const [network = '', bits] = plainText(wanted).split('/');
  const kinds = [value, network].map(isIP);
  if (kinds[0] === 0 || kinds[0] !== kinds[1]) return false;
  const family = kinds[0] === 4 ? 'ipv4' : 'ipv6';
  const most = kinds[0] === 4 ? 32 : 128;
  const prefix = bits === undefined ? most : Number(bits);
  if (!(prefix >= 0 && prefix <= most)) return false;
  const list = new BlockList();
  list.addSubnet(network, prefix, family);
  return list.check(value, family);
};

/** Those with an opposite. */
const withOpposite: readonly [kind: string, name: string, compare: Compare][] = [
  ['String', 'Equals', sameText],
  ['String', 'EqualsIgnoreCase', sameFolded],
  ['String', 'Like', like],
  ['Arn', 'Equals', likeArn],
  ['Arn', 'Like', likeArn],
  ['Numeric', 'Equals', (value, wanted) => asNumber(value) === asNumber(plainText(wanted))],
  ['Date', 'Equals', (value, wanted) => asTime(value) === asTime(plainText(wanted))],
];

const positive: Readonly<Record<string, Compare>> = {
  ...Object.fromEntries(withOpposite.map(([kind, name, compare]) => [`${kind}${name}`, compare])),
  ...ordered('Numeric', asNumber),
  ...ordered('Date', asTime),
  Bool: sameFolded,
  BinaryEquals: sameText,
  IpAddress: inRange,
};

const negative: Readonly<Record<string, Compare>> = {
  ...Object.fromEntries(
    withOpposite.map(([kind, name, compare]) => [`${kind}Not${name}`, compare]),
  ),
  NotIpAddress: inRange,
};

/**
 * The operators of conditions but `Null`, without the forms that end in `IfExists` or begin with `ForAnyValue:` or
 * `ForAllValues:`.
 */
export function operatorNamed(name: string): Operator | undefined {
  if (Object.hasOwn(positive, name)) return toOperator(positive[name], false);
  return Object.hasOwn(negative, name) ? toOperator(negative[name], true) : undefined;
}

function toOperator(compare: Compare | undefined, negated: boolean): Operator | undefined {
  return compare && { compare, negated };
}

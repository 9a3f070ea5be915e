import { BlockList, isIP } from 'node:net';
import { isTree, type ValueTest } from './tree';

/** Makes a test from what stands behind an operator's name; undefined where that makes no sense. */
type Operator = (operand: unknown) => ValueTest | undefined;

const onText =
  (test: (text: string) => boolean): ValueTest =>
  (value) =>
    typeof value === 'string' && test(value);

const fold = (text: string) => text.toLowerCase();

const equalsIgnoreCase: Operator = (operand) =>
  typeof operand === 'string' ? onText((text) => fold(text) === fold(operand)) : undefined;

/** `"abc"`, or `{"equals-ignore-case": "abc"}`. */
function affix(test: (text: string, part: string) => boolean): Operator {
  return (operand) => {
    if (typeof operand === 'string') return onText((text) => test(text, operand));
    const folded = isTree(operand) ? operand['equals-ignore-case'] : undefined;
    if (typeof folded !== 'string') return undefined;
    return onText((text) => test(fold(text), fold(folded)));
  };
}

const prefix = affix((text, part) => text.startsWith(part));
const suffix = affix((text, part) => text.endsWith(part));

/** `*` stands for any characters; `\*` and `\\` for themselves. Two stars in a row are refused. */
const wildcard: Operator = (operand) => {
  if (typeof operand !== 'string') return undefined;
  const parts = [''];
  for (const [token, escaped] of operand.matchAll(/\\([*\\])|./gs)) {
    if (token === '*') parts.push('');
    else parts.push(parts.pop() + (escaped ?? token));
  }
  if (parts.slice(1, -1).includes('')) return undefined;
  return onText((text) => hasParts(text, parts));
};

/** Whether a text is these parts in their order, with anything between them. Takes time only with the text's length. */
function hasParts(text: string, parts: readonly string[]): boolean {
  const [first = '', ...rest] = parts;
  const last = rest.pop();
  if (last === undefined) return text === first;
  if (!text.startsWith(first)) return false;
  let at = first.length;
  for (const part of rest) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return text.length - at >= last.length && text.endsWith(last);
}

const comparisons: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '=': (a, b) => a === b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};

/** `[">", 0, "<=", 5]` */
const numeric: Operator = (operand) => {
  if (!Array.isArray(operand) || operand.length === 0 || operand.length % 2 === 1) return undefined;
  const tests: ((value: number) => boolean)[] = [];
  for (let at = 0; at < operand.length; at += 2) {
    const compare = Object.hasOwn(comparisons, operand[at]) ? comparisons[operand[at]] : undefined;
    const bound: unknown = operand[at + 1];
    if (!compare || typeof bound !== 'number') return undefined;
    tests.push((value) => compare(value, bound));
  }
  return (value) => typeof value === 'number' && tests.every((test) => test(value));
};

const cidr: Operator = (operand) => {
  const [address = '', bits = ''] = typeof operand === 'string' ? operand.split('/') : [];
  const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
  const largest = family === 'ipv6' ? 128 : 32;
  if (isIP(address) === 0 || !/^\d{1,3}$/.test(bits) || Number(bits) > largest) return undefined;
  const block = new BlockList();
  block.addSubnet(address, Number(bits), family);
  return onText((text) => isIP(text) > 0 && block.check(text, isIP(text) === 6 ? 'ipv6' : 'ipv4'));
};

const exactly: Operator = (operand) =>
  typeof operand === 'string' || typeof operand === 'number'
    ? (value) => value === operand
    : undefined;

/** `"a"`, `["a", 1]`, `{"prefix": "a"}` or `{"prefix": ["a", "b"]}`; matches what is there and is none of these. */
const anythingBut: Operator = (operand) => {
  if (!isTree(operand)) return noneOf(exactly, operand);
  const [name = '', ...others] = Object.keys(operand);
  const inner = { prefix, suffix, wildcard, 'equals-ignore-case': equalsIgnoreCase }[name];
  return inner && others.length === 0 ? noneOf(inner, operand[name]) : undefined;
};

function noneOf(operator: Operator, operand: unknown): ValueTest | undefined {
  const tests = (Array.isArray(operand) ? operand : [operand]).map(operator);
  if (tests.length === 0 || tests.includes(undefined)) return undefined;
  return (value) => !tests.some((test) => test?.(value));
}

export const operators: Readonly<Record<string, Operator>> = {
  prefix,
  suffix,
  wildcard,
  numeric,
  cidr,
  'equals-ignore-case': equalsIgnoreCase,
  'anything-but': anythingBut,
};

import { invalidPattern } from '../model/errors';
import { leafTest } from './leaf';
import { isTree, type Tree } from './tree';

/** Whether an event, or the part of it that a pattern's part stands over, matches. */
export type Match = (event: unknown) => boolean;

/**
 * Reads an event pattern.
 * @throws InvalidEventPatternException with the reason
 */
export function compilePattern(text: string): Match {
  let pattern: unknown;
  try {
    pattern = JSON.parse(text);
  } catch {
    throw invalidPattern('it is not JSON');
  }
  if (!isTree(pattern)) throw invalidPattern('the filter is not an object');
  if (Object.keys(pattern).length === 0) throw invalidPattern('empty patterns are not allowed');
  return compileTree(pattern, '$');
}

/** All fields must match; for a list of objects in the event, all of them in one and the same object. */
function compileTree(pattern: Tree, at: string): Match {
  const fields = Object.entries(pattern).map(([name, part]) => compileField(name, part, at));
  if (fields.length === 0) throw invalidPattern(`${at} is an empty object`);
  const matchOne = (event: unknown) =>
    fields.every((field) => field(isTree(event) ? event : nothing));
  return (event) => (Array.isArray(event) ? event.some(matchOne) : matchOne(event));
}

const nothing: Tree = Object.freeze({});

function compileField(name: string, part: unknown, at: string): (event: Tree) => boolean {
  const path = `${at}.${name}`;
  if (name === '$or' && isAlternatives(part)) {
    const alternatives = part.map((tree, index) => compileTree(tree, `${path}[${index}]`));
    return (event) => alternatives.some((matches) => matches(event));
  }
  if (Array.isArray(part)) {
    const matches = leafTest(part, path);
    return (event) => matches(scalarsOf(own(event, name)));
  }
  if (!isTree(part)) throw invalidPattern(`${path} must be an object or an array`);
  const matches = compileTree(part, path);
  return (event) => matches(own(event, name));
}

function own(event: Tree, name: string): unknown {
  return Object.hasOwn(event, name) ? event[name] : undefined;
}

function isAlternatives(part: unknown): part is Tree[] {
  return Array.isArray(part) && part.length > 1 && part.every(isTree);
}

/** The values a leaf is compared with: of a list each, of an object none, since only leaves are compared. */
function scalarsOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value.flatMap(scalarsOf);
  return value === undefined || isTree(value) ? [] : [value];
}

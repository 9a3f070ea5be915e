import { ServiceError } from '../base/service-error';
import { type Absence, missing } from './absent';
import { type ShapeMember, type ShapeTable, type ShapeType, typeOf } from './shapes';

type Node = string | Tree;
interface Tree {
  [name: string]: Node;
}

const maxDepth = 32;

/**
 * Reads a form as an operation's shape says: `Tags.member.1.Key=…` becomes a list of structures, `true` a boolean.
 * @throws MalformedInput for what does not fit the shape, ValidationError for a missing member
 */
export function readForm(
  form: URLSearchParams,
  shape: string,
  table: ShapeTable,
  absence: Absence,
): unknown {
  const tree = newTree();
  for (const [name, value] of form) {
    const path = name.split('.');
    if (path.length > maxDepth) throw malformed('A parameter name is nested too deeply.');
    plant(tree, path, value);
  }
  return readStructure(tree, shape, table, absence, []);
}

/** Without a prototype, so that a parameter called `constructor` is a parameter like any other. */
function newTree(): Tree {
  return Object.create(null);
}

function plant(tree: Tree, [name = '', ...rest]: readonly string[], value: string): void {
  if (rest.length === 0) {
    tree[name] = value;
    return;
  }
  const inner = tree[name];
  const branch = typeof inner === 'object' ? inner : newTree();
  tree[name] = branch;
  plant(branch, rest, value);
}

function read(
  node: Node,
  type: ShapeType,
  table: ShapeTable,
  absence: Absence,
  path: readonly string[],
): unknown {
  if (typeof type === 'object') {
    return 'list' in type
      ? readList(node, type.list, table, absence, path)
      : readMap(node, type.map, table, absence, path);
  }
  if (type.startsWith('#')) {
    if (typeof node === 'string') throw malformed(`${path.join('.')} is not a structure.`);
    return readStructure(node, type.slice(1), table, absence, path);
  }
  if (typeof node === 'object')
    throw malformed(`Start of structure or map found where not expected: ${path.at(-1)}`);
  return readText(node, type, path);
}

function readStructure(
  tree: Tree,
  name: string,
  table: ShapeTable,
  absence: Absence,
  path: readonly string[],
): Record<string, unknown> {
  const shape = table.shapes[name];
  const result: Record<string, unknown> = {};
  for (const [key, member] of Object.entries(shape?.members ?? {})) {
    const node = tree[key];
    if (node !== undefined)
      result[key] = read(node, typeOf(member), table, absence, [...path, key]);
  }
  for (const key of absence.checked ? (shape?.required ?? []) : [])
    if (!(key in result)) throw missing([...path, key], absence);
  return result;
}

/** An empty list has to be said: `Tags=` or `Tags.member=`. */
function readList(
  node: Node,
  item: ShapeMember,
  table: ShapeTable,
  absence: Absence,
  path: readonly string[],
): unknown[] {
  const members = typeof node === 'string' ? node : node.member;
  if (members === '') return [];
  if (typeof members !== 'object') throw malformed('Unexpected list element termination');
  return inOrder(members).map(([index, inner]) =>
    read(inner, typeOf(item), table, absence, [...path, 'member', index]),
  );
}

function readMap(
  node: Node,
  item: ShapeMember,
  table: ShapeTable,
  absence: Absence,
  path: readonly string[],
): unknown {
  const entries = typeof node === 'string' ? node : node.entry;
  if (entries === '') return {};
  if (typeof entries !== 'object') throw malformed(`${path.join('.')} is not a map.`);
  return Object.fromEntries(
    inOrder(entries).map(([index, entry]) => {
      const { key, value } = typeof entry === 'string' ? newTree() : entry;
      if (typeof key !== 'string' || value === undefined)
        throw malformed(`${path.join('.')} lacks a key or a value.`);
      return [key, read(value, typeOf(item), table, absence, [...path, 'entry', index])];
    }),
  );
}

function inOrder(tree: Tree): [string, Node][] {
  return Object.entries(tree).sort(([a], [b]) => Number(a) - Number(b));
}

function readText(text: string, type: string, path: readonly string[]): unknown {
  const name = path.join('.');
  switch (type) {
    case 'string':
      return text;
    case 'boolean':
      if (!/^(true|false)$/i.test(text)) throw malformed(`${name} must be true or false`);
      return text.toLowerCase() === 'true';
    case 'number':
      if (text.trim() === '' || Number.isNaN(Number(text)))
        throw malformed(`${name} must be a number`);
      return Number(text);
    case 'blob':
      return Buffer.from(text, 'base64');
    default: {
      const date = new Date(text);
      if (Number.isNaN(date.getTime())) throw malformed(`${name} must be a timestamp`);
      return date;
    }
  }
}

function malformed(message: string): ServiceError {
  return new ServiceError('MalformedInput', message);
}

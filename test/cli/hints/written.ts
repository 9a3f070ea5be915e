import fs from 'node:fs';
import path from 'node:path';
import { parseSync } from '@swc/core';
import { readSources, root } from '../../architecture/sources';
import { unknown } from './command-line';

/** A hint as a source can make it, with `unknown` for what only the moment knows. */
export interface WrittenHint {
  readonly file: string;
  readonly text: string;
}

/** A node of the syntax tree, as far as it is looked at. */
interface Node {
  readonly type: string;
  readonly [field: string]: unknown;
}

/** Properties whose value is shown to a person as a command. */
const shown = new Set(['hint']);

/** Every hint that the sources can make. */
export function writtenHints(): WrittenHint[] {
  const files = readSources()
    .filter(({ path: file }) => !file.startsWith('lib/local/') && !file.startsWith('bootstrap/'))
    .map(({ path: file, text }) => ({
      file,
      tree: parse(file),
      hasHints: /\bhint\b|whenInterrupted/.test(text),
    }));
  const names = new Names(
    files.flatMap(({ tree }) =>
      (tree.body as Node[]).map((it) => (isNode(it.declaration) ? it.declaration : it)),
    ),
  );
  return files
    .filter(({ hasHints }) => hasHints)
    .flatMap(({ file, tree }) => {
      const here = new Names(nodesIn(tree), names);
      const texts = nodesIn(tree).flatMap((node) => hintIn(node, here));
      return [...new Set(texts)].map((text) => ({ file, text }));
    });
}

function parse(file: string): Node {
  const text = fs.readFileSync(path.join(root, file), 'utf8');
  return parseSync(text, {
    syntax: 'typescript',
    tsx: file.endsWith('.tsx'),
    target: 'es2022',
  }) as unknown as Node;
}

function hintIn(node: Node, names: Names): string[] {
  if (node.type === 'KeyValueProperty' && shown.has(nameOf(node.key)))
    return valuesOf(node.value, names);
  if (node.type === 'CallExpression' && isInterrupt(node.callee))
    return (node.arguments as { expression: unknown }[])
      .slice(1)
      .flatMap(({ expression }) => valuesOf(expression, names));
  // A property that is spelled as the variable that it takes.
  if (node.type === 'ObjectExpression')
    return (node.properties as Node[]).flatMap((it) =>
      it.type === 'Identifier' && shown.has(nameOf(it)) ? valuesOf(it, names) : [],
    );
  return [];
}

/** What a command says if it is ended: a sentence, and a hint. */
function isInterrupt(callee: unknown): boolean {
  const last = isNode(callee) ? (callee.property ?? callee) : undefined;
  return nameOf(last) === 'whenInterrupted';
}

/** What constants and functions of a name have as their values: those of the file, or else what any file has at its top. */
class Names {
  private readonly values = new Map<string, Node[]>();
  private readonly imported = new Set<string>();

  constructor(
    nodes: readonly Node[],
    private readonly others?: Names,
  ) {
    for (const node of nodes) {
      if (node.type === 'ImportSpecifier') this.imported.add(nameOf(node.local));
      if (node.type === 'VariableDeclaration')
        for (const { id, init } of node.declarations as Node[]) this.add(nameOf(id), init);
      if (node.type === 'FunctionDeclaration')
        for (const value of returnsOf(node)) this.add(nameOf(node.identifier), value);
    }
  }

  of(name: string): readonly Node[] {
    const others = this.imported.has(name) ? this.others?.of(name) : undefined;
    return this.values.get(name) ?? others ?? [];
  }

  private add(name: string, value: unknown): void {
    if (isNode(value)) this.values.set(name, [...(this.values.get(name) ?? []), value]);
  }
}

function returnsOf(node: Node): Node[] {
  return nodesIn(node).flatMap((it) => (it.type === 'ReturnStatement' ? asNodes(it.argument) : []));
}

/** The texts that an expression can come to, `unknown` among them. */
function valuesOf(expression: unknown, names: Names, above: readonly unknown[] = []): string[] {
  if (!isNode(expression) || above.includes(expression)) return [unknown];
  const inner = (it: unknown) => {
    const values = valuesOf(it, names, [...above, expression]);
    return [...new Set(values)].slice(0, 16);
  };
  return valuesIn(expression, names, inner);
}

function valuesIn(expression: Node, names: Names, inner: Values): string[] {
  switch (expression.type) {
    case 'StringLiteral':
      return [String(expression.value)];
    case 'TemplateLiteral':
      return template(expression, inner);
    case 'ConditionalExpression':
      return [...inner(expression.consequent), ...inner(expression.alternate)];
    case 'BinaryExpression':
      return binary(expression, inner);
    case 'ParenthesisExpression':
    case 'TsAsExpression':
    case 'AwaitExpression':
      return inner(expression.expression ?? expression.argument);
    case 'ArrayExpression':
      return (expression.elements as { expression: unknown }[]).flatMap((it) =>
        inner(it.expression),
      );
    case 'Identifier':
      return identifier(expression, names, inner);
    case 'CallExpression':
      return call(expression, names, inner);
    default:
      return [unknown];
  }
}

type Values = (expression: unknown) => string[];

function template({ quasis, expressions }: Node, inner: Values): string[] {
  const texts = (quasis as { cooked: string }[]).map(({ cooked }) => cooked);
  const [first = '', ...rest] = texts;
  return rest.reduce<string[]>(
    (before, text, at) =>
      before
        .flatMap((one) => inner((expressions as unknown[])[at]).map((two) => `${one}${two}${text}`))
        .slice(0, 64),
    [first],
  );
}

function binary({ operator, left, right }: Node, inner: Values): string[] {
  if (operator === '??' || operator === '||') return [...inner(left), ...inner(right)];
  if (operator === '&&') return inner(right);
  if (operator === '+') return inner(left).flatMap((a) => inner(right).map((b) => `${a}${b}`));
  return [unknown];
}

function identifier(node: Node, names: Names, inner: Values): string[] {
  const name = nameOf(node);
  if (name === 'undefined') return [];
  const values = names.of(name);
  return values.length === 0 ? [unknown] : values.flatMap(inner);
}

/** `[…].join(…)` is each of its elements; a function of ours is all that it returns. */
function call({ callee }: Node, names: Names, inner: Values): string[] {
  if (!isNode(callee)) return [unknown];
  if (callee.type === 'Identifier') {
    const values = names.of(nameOf(callee));
    return values.length === 0 ? [unknown] : values.flatMap(inner);
  }
  const isJoin = callee.type === 'MemberExpression' && nameOf(callee.property) === 'join';
  const joined = isJoin ? inner(callee.object) : [];
  return joined.length === 0 ? [unknown] : joined;
}

function nameOf(node: unknown): string {
  return isNode(node) && typeof node.value === 'string' ? node.value : '';
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value;
}

function asNodes(value: unknown): Node[] {
  return isNode(value) ? [value] : [];
}

/** The node and all below it. */
function nodesIn(node: Node): Node[] {
  const below = Object.values(node).flatMap((value) => (Array.isArray(value) ? value : [value]));
  const nodes = below.flatMap((value) =>
    isNode(value) ? [value] : isNode(value?.expression) ? [value.expression as Node] : [],
  );
  return [node, ...nodes.flatMap(nodesIn)];
}

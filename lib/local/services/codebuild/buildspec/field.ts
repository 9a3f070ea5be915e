import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type LineCounter,
  type Node,
  type Pair,
} from 'yaml';
import { BuildspecError } from './buildspec';
import { nearest } from './nearest';

/** What the fields of one document share. */
export interface Source {
  readonly document: Document;
  readonly lines: LineCounter;
  readonly warnings: string[];
}

/** One place of a buildspec: its path, where it stands, and its content asked for as what it should be. */
export class Field {
  constructor(
    private readonly node: Node | null,
    readonly path: string,
    private readonly source: Source,
    private readonly keyNode: Node | null = null,
  ) {}

  get position(): { line: number; column: number } {
    const range = (this.node ?? this.keyNode)?.range;
    if (!range) return { line: 0, column: 0 };
    const { line, col } = this.source.lines.linePos(range[0]);
    return { line, column: col };
  }

  /** Nothing was written, or null in one of YAML's spellings. */
  get isNull(): boolean {
    if (this.node === null) return true;
    return isScalar(this.node) && this.node.type === 'PLAIN' && /^(~|null|)$/i.test(this.written);
  }

  get isMap(): boolean {
    return isMap(this.node);
  }

  get isList(): boolean {
    return isSeq(this.node);
  }

  /** Text without quotes that goes on over several lines, which YAML joins into one. */
  get isFolded(): boolean {
    if (!isScalar(this.node) || this.node.type !== 'PLAIN' || !this.node.range) return false;
    const [start, end] = this.node.range;
    return this.source.lines.linePos(start).line !== this.source.lines.linePos(end - 1).line;
  }

  fail(message: string): BuildspecError {
    const { line, column } = this.position;
    return new BuildspecError(message, line, column);
  }

  warn(message: string): void {
    const { line } = this.position;
    this.source.warnings.push(line > 0 ? `line ${line}: ${message}` : message);
  }

  /** A scalar's text as it was written: `3.10` stays `3.10` and `no` stays `no`. */
  text(): string {
    if (!isScalar(this.node)) throw this.fail(`${this.path} must be text, not ${this.kind}.`);
    return this.written;
  }

  /** `yes`, `true`, `on` and their opposites in any letter case. */
  flag(): boolean {
    const text = this.text().toLowerCase();
    if (/^(yes|true|on|y|1)$/.test(text)) return true;
    if (/^(no|false|off|n|0)$/.test(text)) return false;
    throw this.fail(`${this.path} must be yes or no, not "${this.text()}".`);
  }

  /** A list's items; a single value stands for a list of one. */
  items(): readonly Field[] {
    if (this.isNull) return [];
    if (!isSeq<Node>(this.node)) return [this];
    return this.node.items.map(
      (item, index) => new Field(this.follow(item), `${this.path}[${index}]`, this.source),
    );
  }

  texts(): readonly string[] {
    return this.items().map((item) => item.text());
  }

  entries(): readonly (readonly [string, Field])[] {
    if (this.isNull) return [];
    if (!isMap<Node, Node | null>(this.node))
      throw this.fail(`${this.path} must hold keys, not ${this.kind}.`);
    const found = new Map<string, Field>();
    for (const pair of this.node.items) {
      const key = this.keyOf(pair);
      const field = new Field(this.follow(pair.value), join(this.path, key), this.source, pair.key);
      if (key === '<<' && field.isMap) {
        for (const [name, value] of field.entries()) if (!found.has(name)) found.set(name, value);
        continue;
      }
      if (found.has(key)) field.warn(`${join(this.path, key)} is written twice; the last counts.`);
      found.set(key, field);
    }
    return [...found];
  }

  /**
   * The entries under known names. Others are ignored as CodeBuild ignores them, but not silently.
   * @param hints what an unknown name most likely means, where it is not the known name nearest to it
   */
  known(names: readonly string[], hints: Readonly<Record<string, string>> = {}): Known {
    const found = new Map<string, Field>();
    for (const [name, field] of this.entries()) {
      if (names.includes(name)) found.set(name, field);
      else field.warn(`"${name}" means nothing ${where(this.path)}${meant(name, names, hints)}`);
    }
    return { get: (name) => found.get(name) };
  }

  private keyOf({ key }: Pair<Node, Node | null>): string {
    const text = isScalar(key) ? String(key.value) : String(key);
    if (!/\u200b|\u200c|\u200d|\u2060|\ufeff/.test(text)) return text;
    const visible = text.replace(/[^\x20-\x7e]/g, '');
    throw new Field(key, text, this.source).fail(
      `There is an invisible character (a zero-width space) in the key "${visible}". Delete it and type the line again.`,
    );
  }

  private get written(): string {
    return isScalar(this.node) ? String(this.node.value ?? '') : '';
  }

  private get kind(): string {
    if (this.isNull) return 'empty';
    return isMap(this.node) ? 'keys' : isSeq(this.node) ? 'a list' : 'text';
  }

  private follow(node: Node | null): Node | null {
    if (!isAlias(node)) return node;
    const target = node.resolve(this.source.document);
    if (target) return target;
    const { line, col } = this.source.lines.linePos(node.range?.[0] ?? 0);
    throw new BuildspecError(
      `YAML reads "*${node.source}" as a reference to an anchor, and there is none of that name. Quote it: "*${node.source}".`,
      line,
      col,
    );
  }
}

export interface Known {
  get(name: string): Field | undefined;
}

const join = (path: string, key: string) => (path === '' ? key : `${path}.${key}`);

const where = (path: string) => (path === '' ? 'at the top level' : `under ${path}`);

function meant(
  name: string,
  names: readonly string[],
  hints: Readonly<Record<string, string>>,
): string {
  const hint = hints[name];
  if (hint !== undefined) return `; ${hint}`;
  const guess = nearest(name, names);
  return guess === undefined ? ' and is ignored.' : ` and is ignored; did you mean ${guess}?`;
}

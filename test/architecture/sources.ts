import fs from 'node:fs';
import path from 'node:path';

export const root = path.join(__dirname, '..', '..');

/** What a file imports: one of ours by its path from the root, or a package by its name. */
export interface Import {
  readonly target: string;
  readonly isOurs: boolean;
  readonly typeOnly: boolean;
}

/** A file as the rules see it. */
export interface Source {
  /** From the root of the project. */
  readonly path: string;
  /** Without comments. */
  readonly text: string;
  readonly lines: number;
  readonly imports: readonly Import[];
}

/** What a rule finds wrong, a sentence each; empty where it holds. */
export type Rule = (sources: readonly Source[]) => string[];

/** Every source of the product, but what is generated. */
export function readSources(): Source[] {
  const folders = ['bootstrap', 'buildspecs', 'cli', 'lib'];
  const paths = folders.flatMap((folder) =>
    fs
      .readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
      .map((name) => path.join(folder, name))
      .filter((name) => /\.tsx?$/.test(name)),
  );
  const known = new Set(paths);
  return paths.sort().map((name) => {
    return sourceOf(name, fs.readFileSync(path.join(root, name), 'utf8'), known);
  });
}

/** A few files that break a rule, or do not, to prove the rule with. */
export function madeUp(files: Readonly<Record<string, string>>): Source[] {
  const known = new Set(Object.keys(files));
  return Object.entries(files).map(([name, text]) => sourceOf(name, text, known));
}

function sourceOf(name: string, written: string, known: ReadonlySet<string>): Source {
  const text = written.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
  const imports = specifiersIn(text).map(([specifier, typeOnly]) => {
    const isOurs = specifier.startsWith('.');
    return { target: isOurs ? resolve(name, specifier, known) : specifier, isOurs, typeOnly };
  });
  return { path: name, text, lines: written.split('\n').length, imports };
}

function specifiersIn(text: string): [specifier: string, typeOnly: boolean][] {
  const statements = text.matchAll(
    /^\s*(?:import|export)\s+(type\s+)?(?:[^'"`;]*?\sfrom\s+)?['"]([^'"]+)['"]/gm,
  );
  const calls = text.matchAll(/\b(?:import|require)\(\s*['"]([^'"]+)['"]\s*\)/g);
  return [
    ...[...statements].map(([, type, specifier = '']): [string, boolean] => [
      specifier,
      type !== undefined,
    ]),
    ...[...calls].map(([, specifier = '']): [string, boolean] => [specifier, false]),
  ];
}

function resolve(from: string, specifier: string, known: ReadonlySet<string>): string {
  const target = path.join(path.dirname(from), specifier);
  const found = [target, `${target}.ts`, `${target}.tsx`, `${target}/index.ts`].find((name) =>
    known.has(name),
  );
  return found ?? (path.extname(target) === '' ? `${target}.ts` : target);
}

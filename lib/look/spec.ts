import { type Document, LineCounter, parseDocument } from 'yaml';
import { kitProgram } from '../contract';
import { type Fields, fieldsOf, isFields, textOrNone } from '../fields';

/** What a buildspec says, as far as it decides whether a release can work. */
export interface Spec {
  readonly file: string;
  /** Why CodeBuild does not take it; a clause that goes on after the file's name. */
  readonly fault: string | undefined;
  /** Of all phases, in their order. */
  readonly commands: readonly string[];
  /** Undefined where it has none. */
  readonly artifacts: Artifacts | undefined;
  /** Whether it runs the program of the kits. */
  readonly isKit: boolean;
}

export interface Artifacts {
  readonly files: readonly string[];
  readonly excluded: readonly string[];
  readonly base: string | undefined;
}

/** Reads the text of a buildspec, each scalar as it is written. */
export function readSpec(file: string, text: string): Spec {
  const lines = new LineCounter();
  const options = { schema: 'failsafe', uniqueKeys: false, prettyErrors: false } as const;
  const document = parseDocument(text, { ...options, lineCounter: lines, logLevel: 'silent' });
  const broken = syntaxFault(document, lines, text);
  const root: unknown = broken === undefined ? document.toJS() : undefined;
  const fields = fieldsOf(root);
  const commands = commandsOf(fields);
  return {
    file,
    fault: broken ?? shapeFault(root),
    commands: commands.filter((it) => typeof it === 'string'),
    artifacts: artifactsOf(fields),
    isKit: commands.some((it) => typeof it === 'string' && it.includes(kitProgram)),
  };
}

/**
 * Only what no reader of YAML takes. CodeBuild's is more lenient of indentation within quotes and brackets than the one here,
 * and takes JSON that is indented with tabs.
 */
function syntaxFault(document: Document.Parsed, lines: LineCounter, text: string) {
  const [error] = document.errors;
  if (!error || error.code === 'BAD_INDENT' || isJson(text)) return undefined;
  const end = text.trimEnd().length;
  const { line } = lines.linePos(Math.min(error.pos[0], end));
  const after = text.split('\n').slice(line).join('').trim();
  if (error.code === 'MISSING_CHAR' && after !== '') return undefined;
  return `is not YAML: ${error.message} (line ${line})`;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function shapeFault(root: unknown): string | undefined {
  if (!isFields(root)) return 'is empty, or no list of settings such as "version: 0.2"';
  if (root.version === undefined) return 'has no "version: 0.2"';
  if (!isFields(root.phases) && root.batch === undefined) return 'has no phases';
  const broken = commandsOf(root).find((it) => typeof it !== 'string' && it !== null);
  if (broken === undefined) return undefined;
  const key = Object.keys(fieldsOf(broken))[0] ?? '';
  return `has a command that YAML reads as a key, '${key}', because of the ": " in it: put the whole command into quotes`;
}

function commandsOf(root: Fields): unknown[] {
  return Object.values(fieldsOf(root.phases)).flatMap((phase) => {
    const { commands, finally: last } = fieldsOf(phase);
    return [...listOf(commands), ...listOf(last)];
  });
}

function artifactsOf(root: Fields): Artifacts | undefined {
  if (!isFields(root.artifacts)) return undefined;
  const { files, 'exclude-paths': excluded, 'base-directory': base } = root.artifacts;
  if (files === undefined) return undefined;
  return { files: textsOf(files), excluded: textsOf(excluded), base: textOrNone(base) };
}

function textsOf(value: unknown): string[] {
  return listOf(value).filter((it) => typeof it === 'string');
}

function listOf(value: unknown): unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}

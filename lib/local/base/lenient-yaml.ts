import {
  type Document,
  type DocumentOptions,
  LineCounter,
  type ParseOptions,
  parseDocument,
  type SchemaOptions,
} from 'yaml';

export interface ParsedYaml {
  readonly document: Document.Parsed;
  readonly lines: LineCounter;
}

export type YamlOptions = ParseOptions & DocumentOptions & SchemaOptions;

/** Far more lines than anybody continues a quoted text over, and little enough time for a text that is only broken. */
const maxRepairs = 100;

/**
 * Parses YAML as the parsers that AWS uses do: inside quotes and brackets the indentation of a line means nothing to them,
 * where the parser here wants it deeper than the key's. Only a text with errors is looked at twice; where more indentation
 * does not make it YAML, the errors of the text as it was written are returned.
 */
export function parseLeniently(text: string, options: YamlOptions): ParsedYaml {
  const written = parse(text, options);
  let current = written;
  let content: readonly string[] = text.split('\n');
  let reached = 0;
  for (let repairs = 0; repairs < maxRepairs; repairs++) {
    const line = brokenOff(current, content);
    if (line === undefined || line <= reached) return written;
    reached = line;
    content = content.with(line, indented(content, line));
    current = parse(content.join('\n'), options);
    if (current.document.errors.length === 0) return current;
  }
  return written;
}

function parse(text: string, options: YamlOptions): ParsedYaml {
  const lines = new LineCounter();
  return { document: parseDocument(text, { ...options, lineCounter: lines }), lines };
}

/** The line, from 0, before which something quoted or bracketed seems to end too early. */
function brokenOff({ document, lines }: ParsedYaml, content: readonly string[]) {
  const [error] = document.errors;
  if (error?.code !== 'MISSING_CHAR' && error?.code !== 'BAD_INDENT') return undefined;
  const { line, col } = lines.linePos(error.pos[0]);
  const isAtStart = isBlank(content[line - 1]?.slice(0, col - 1));
  const found = content.findIndex((text, at) => at >= line - (isAtStart ? 1 : 0) && !isBlank(text));
  return found > 0 ? found : undefined;
}

/** The line indented deeper than all marks and keys of the last one before it that is not empty. */
function indented(content: readonly string[], line: number): string {
  const before = content.findLast((text, at) => at < line && !isBlank(text)) ?? '';
  const [marks = ''] = /^[ ?:-]*/.exec(before) ?? [];
  return `${' '.repeat(marks.length + 1)}${content[line]?.trimStart()}`;
}

const isBlank = (text = '') => text.trim() === '';

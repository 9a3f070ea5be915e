import type { YAMLError } from 'yaml';

export interface Cause {
  readonly message: string;
  /** Where the cause stands, when it is not where the parser stumbled. */
  readonly line?: number;
  readonly column?: number;
}

interface Rule {
  /** Looks at one line of text. */
  readonly pattern: RegExp;
  readonly message: string;
}

/** What breaks buildspecs most, in the order in which one line is checked for it. */
const rules: readonly Rule[] = [
  {
    pattern: /\u200b|\u200c|\u200d|\u2060|\ufeff/,
    message:
      'There is an invisible character (a zero-width space) here. Delete it and type the line again.',
  },
  {
    pattern: /\u00a0/,
    message: 'There is a non-breaking space here. Replace it with an ordinary one.',
  },
  {
    pattern: /^ *\t/,
    message: 'A tab indents this line. YAML allows only spaces there.',
  },
  {
    pattern: /^\s*- +\[.*\] *(&&|\|\||;)/,
    message:
      'YAML reads "[ … ]" at the start as a list. Put the whole command in quotes, or write it under "- |".',
  },
  {
    pattern: /^\s*- +(["']).*\1 *\S/,
    message:
      'YAML takes the quotes at the start as quoting the whole value, but more follows. Write the command under "- |".',
  },
  {
    pattern: /^\s*- +[*&!%@`]/,
    message: 'A plain value cannot start with this character. Put it in quotes.',
  },
  {
    pattern: /^\s*- +\{/,
    message:
      'YAML reads "{" at the start as a map. Put the whole command in quotes, or write it under "- |".',
  },
  {
    pattern: /^\s*- +[^\s"'#].*: /,
    message:
      'YAML reads the ": " in this command as the end of a key. Put the whole command in quotes, or write it under "- |".',
  },
  {
    pattern: /^\s*[^\s"'#-][^"'#]*: .*: /,
    message:
      'There is a second ": " in this line, which YAML reads as another key. Put the value in quotes.',
  },
];

/** Says in plain words why the text is not YAML, as well as the text around the place lets us know. */
export function diagnose(text: string, line: number, error: YAMLError): Cause {
  const lines = text.split(/\r?\n/);
  for (const candidate of [line, line - 1]) {
    const content = lines[candidate - 1] ?? '';
    const rule = rules.find(({ pattern }) => pattern.test(content));
    if (rule)
      return { message: rule.message, line: candidate, column: columnOf(content, rule.pattern) };
  }
  const invisible = lines.findIndex((content) => rules[0]?.pattern.test(content));
  if (invisible >= 0 && rules[0])
    return {
      message: rules[0].message,
      line: invisible + 1,
      column: columnOf(lines[invisible] ?? '', rules[0].pattern),
    };
  if (error.code === 'MISSING_CHAR') return unclosed(lines, line) ?? byCode(error);
  return byCode(error);
}

/** Where the quote that nobody closed was opened: the last line that opens one and does not close it. */
function unclosed(lines: readonly string[], until: number): Cause | undefined {
  for (let line = Math.min(until, lines.length); line > 0; line--) {
    const match = /^(\s*(?:- +|[\w-]+: +)+)(["'])(?:(?!\2).)*$/.exec(lines[line - 1] ?? '');
    if (!match) continue;
    const [, before = '', quote] = match;
    const message = `The quote ${quote} that opens here is never closed.`;
    return { message, line, column: before.length + 1 };
  }
  return undefined;
}

/** The column of a character that a rule names, or of the first thing on the line. */
function columnOf(content: string, pattern: RegExp): number {
  const first = content.search(/\u200b|\u200c|\u200d|\u2060|\ufeff|\u00a0|\t/);
  if (first >= 0 && pattern.test(content[first] ?? '')) return first + 1;
  return content.search(/[^\s-]/) + 1;
}

function byCode(error: YAMLError): Cause {
  switch (error.code) {
    case 'BAD_INDENT':
    case 'BAD_COLLECTION_TYPE':
      return {
        message:
          'The indentation does not fit the lines above: keys and list items of one level start in the same column.',
      };
    case 'MISSING_CHAR':
      return { message: `A character is missing before this place: ${error.message}` };
    case 'BLOCK_AS_IMPLICIT_KEY':
    case 'MULTILINE_IMPLICIT_KEY':
      return {
        message:
          'A key must stand on a line of its own and end in a colon; check the line above for a missing ":" or wrong indentation.',
      };
    default:
      return { message: `${error.message}.` };
  }
}

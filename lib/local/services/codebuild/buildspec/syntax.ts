import { parseLeniently } from '../../../base/lenient-yaml';
import { nestingOf } from '../../../values/nesting';
import { BuildspecError } from './buildspec';
import { diagnose } from './diagnose';
import { Field, type Source } from './field';

const maxNesting = 300;

/**
 * Text to fields. Every scalar stays the text that was written, because YAML's own guesses (3.10 is 3.1, no is
 * false) are not what a shell or a runtime's version means.
 * @throws BuildspecError at the first thing that is not YAML (or JSON)
 */
export function readDocument(text: string): { root: Field; warnings: string[] } {
  // The parser recurses; see nestingOf for what a bottomless text would do to the server.
  if (nestingOf(text) > maxNesting)
    throw new BuildspecError(`It nests more than ${maxNesting} levels deep.`, 0, 0);
  const yaml = parse(text);
  const json = yaml.document.errors.length > 0 ? asJson(text) : undefined;
  const { document, lines } = json === undefined ? yaml : parse(json);
  const [error] = document.errors;
  if (error) {
    const { line, col } = lines.linePos(error.pos[0]);
    const cause = diagnose(text, line, error);
    throw new BuildspecError(cause.message, cause.line ?? line, cause.column ?? col);
  }
  const warnings: string[] = [];
  const source: Source = { document, lines, warnings };
  return { root: new Field(document.contents, '', source), warnings };
}

function parse(text: string) {
  return parseLeniently(text, {
    schema: 'failsafe',
    uniqueKeys: false,
    prettyErrors: false,
    stringKeys: false,
  });
}

/** JSON indented with tabs is JSON all the same, though not YAML. */
function asJson(text: string): string | undefined {
  try {
    return JSON.stringify(JSON.parse(text), null, 1);
  } catch {
    return undefined;
  }
}

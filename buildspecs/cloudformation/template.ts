import { parse } from 'yaml';
import { clauseOf, GitenvError } from '../../lib/errors';

/** What the kit has to know of a template; the rest is CloudFormation's. */
export interface Template {
  readonly text: string;
  /** Parameters by name, and whether they have a default. */
  readonly parameters: ReadonlyMap<string, { readonly hasDefault: boolean }>;
  readonly resources: readonly TemplateResource[];
}

export interface TemplateResource {
  readonly name: string;
  readonly type: string;
  /** Only there where a condition holds. */
  readonly conditional: boolean;
}

/**
 * Reads a template in JSON or YAML.
 * @param file how to name it in messages
 * @throws GitenvError with the line that is wrong, or saying that there are no resources
 */
export function readTemplate(text: string, file: string): Template {
  const root = entriesOf(parsed(text, file));
  const resources = Object.entries(entriesOf(root.Resources));
  if (resources.length === 0)
    throw new GitenvError('BAD_COMMIT', `${file} has no Resources: it is no template`);
  return {
    text,
    parameters: new Map(
      Object.entries(entriesOf(root.Parameters)).map(([name, definition]) => [
        name,
        { hasDefault: 'Default' in entriesOf(definition) },
      ]),
    ),
    resources: resources.map(([name, definition]) => {
      const { Type, Condition } = entriesOf(definition);
      return { name, type: String(Type ?? ''), conditional: Condition !== undefined };
    }),
  };
}

function parsed(text: string, file: string): unknown {
  try {
    if (text.trimStart().startsWith('{')) return JSON.parse(text);
    // CloudFormation's own tags, such as !Ref, are unknown here, and no matter.
    return parse(text, { logLevel: 'error' });
  } catch (error) {
    throw new GitenvError('BAD_COMMIT', `${file} cannot be read: ${clauseOf(error)}`);
  }
}

function entriesOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

import fs from 'node:fs';
import path from 'node:path';

export interface TemplateResource {
  readonly Type: string;
  readonly Properties: Record<string, unknown>;
  readonly Condition?: string;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

export interface Template {
  readonly Description: string;
  readonly Parameters: Record<string, Record<string, unknown>>;
  readonly Conditions: Record<string, unknown>;
  readonly Resources: Record<string, TemplateResource>;
  readonly Outputs: Record<string, { readonly Value: unknown; readonly Condition?: string }>;
}

/**
 * The template that `gitenv init` installs, as it is published: the suite builds it from the source under test before it
 * starts, and loading the CDK takes longer than most tests. Each caller gets a copy of its own.
 */
export function template(): Template {
  return published('template.json');
}

/** The template that `gitenv assets` installs, in the same way. */
export function assetsTemplate(): Template {
  return published('assets-template.json');
}

/** The template of the guard's stack, which `gitenv init` installs beside that of a guarded environment. */
export function guardTemplate(): Template {
  return published('guard-template.json');
}

function published(name: string): Template {
  return JSON.parse(fs.readFileSync(path.join(__dirname, '../../dist', name), 'utf8'));
}

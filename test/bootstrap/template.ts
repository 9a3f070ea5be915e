import { AssetsStack } from '../../bootstrap/buckets/assets-stack';
import { synthesizeTemplate } from '../../bootstrap/template';

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
  readonly Outputs: Record<string, { readonly Value: unknown }>;
}

let cached: string | undefined;

/** The template that `gitenv init` installs, synthesised once a test file; each caller gets a copy of its own. */
export function template(): Template {
  cached ??= JSON.stringify(synthesizeTemplate());
  return JSON.parse(cached);
}

let cachedAssets: string | undefined;

/** The template that `gitenv assets` installs; each caller gets a copy of its own. */
export function assetsTemplate(): Template {
  cachedAssets ??= JSON.stringify(
    synthesizeTemplate(undefined, undefined, (app) => new AssetsStack(app)),
  );
  return JSON.parse(cachedAssets);
}

import type { Scripts } from '../config/programs';
import { configFile } from '../contract';
import { type Fields, fieldsOf, isFields, textOrNone } from '../fields';
import type { CommitView } from './commit-view';

/** `gitenv.json` of a commit, which has to be read before; empty where there is none, or it is no JSON. */
export function configOf(view: CommitView): Fields {
  return parsedObject(view.textOf(configFile) ?? '') ?? {};
}

/** The object that a text is in JSON; undefined where it is none. */
export function parsedObject(text: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isFields(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Where `gitenv.json`, or one of its components, says that programs lie. */
export function scriptsOf(config: Fields): Scripts {
  const { build, deploy } = fieldsOf(config.scripts);
  return { build: textOrNone(build), deploy: textOrNone(deploy) };
}

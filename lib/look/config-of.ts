import type { Scripts } from '../config/programs';
import { configFile } from '../contract';
import { type Fields, fieldsOf, parsedObject, textOrNone } from '../fields';
import type { CommitView } from './commit-view';

/** `gitenv.json` of a commit, which has to be read before; empty where there is none, or it is no JSON. */
export function configOf(view: CommitView): Fields {
  return parsedObject(view.textOf(configFile) ?? '') ?? {};
}

/** Where `gitenv.json`, or one of its components, says that programs lie. */
export function scriptsOf(config: Fields): Scripts {
  const { build, deploy, release } = fieldsOf(config.scripts);
  return { build: textOrNone(build), deploy: textOrNone(deploy), release: textOrNone(release) };
}

/** The kit that `"kit"` names, as a text or with settings. */
export function kitName(kit: unknown): string | undefined {
  return textOrNone(kit) ?? textOrNone(fieldsOf(kit).name);
}

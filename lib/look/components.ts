import path from 'node:path';
import { programsOf } from '../config/programs';
import { buildspecFiles, configFile } from '../contract';
import { type Fields, fieldsOf, isFields, parsedObject, textOrNone } from '../fields';
import type { CommitView } from './commit-view';
import { kitName, scriptsOf } from './config-of';
import { lackOf } from './lack';
import { fileTroubles } from './programs';
import type { Spec } from './spec';
import { type Trouble, writtenByInit } from './trouble';

/** What the kits make of `gitenv.json`, as far as they refuse it in Build. */
export async function configTroubles(
  view: CommitView,
  build: Spec | undefined,
): Promise<Trouble[]> {
  if (!build?.isKit) return [];
  const text = view.textOf(configFile);
  const asks = build.commands.some((it) => /kit\.cjs (plan|build)\b/.test(it));
  if (text === undefined)
    return asks
      ? [
          await lackOf(view, {
            path: configFile,
            why: `The kit that ${build.file} runs reads`,
            otherwise: writtenByInit,
          }),
        ]
      : [];
  const config = parsedObject(text);
  if (!config)
    return [
      { what: `${configFile} is not JSON`, advice: `Correct ${configFile}, and commit that.` },
    ];
  const { components, kit } = config;
  if (isFields(components)) return componentTroubles(view, components, kit);
  if (asks && kitName(kit) === undefined)
    return [
      {
        what: `${configFile} names no kit, and ${build.file} has one plan`,
        advice: `Add "kit" with the name of one to ${configFile}, and commit that.`,
        fix: 'gitenv kits',
      },
    ];
  return [];
}

async function componentTroubles(
  view: CommitView,
  components: Readonly<Record<string, unknown>>,
  usual: unknown,
): Promise<Trouble[]> {
  const names = Object.keys(components);
  const each = Object.entries(components).map(async ([name, value]) => {
    const { path: folder, kit, dependsOn } = fieldsOf(value);
    const own = kitName(kit ?? usual);
    const where = path.posix.normalize(textOrNone(folder) ?? '').replace(/\/$/, '');
    return [
      ...(own === undefined ? [withoutKit(name)] : []),
      ...strangers(name, dependsOn, names),
      ...(await placeTroubles(view, { name, folder: where, kit: own, declared: fieldsOf(value) })),
    ];
  });
  return (await Promise.all(each)).flat();
}

function withoutKit(name: string): Trouble {
  return {
    what: `${configFile} names no kit for the component ${name}`,
    advice: `Add "kit": "script" beside "components" in ${configFile}, or to the components that have none, and commit that.`,
  };
}

function strangers(name: string, dependsOn: unknown, names: readonly string[]): Trouble[] {
  const wanted = Array.isArray(dependsOn) ? dependsOn : [];
  return wanted
    .filter((it) => !names.includes(it))
    .map((it) => ({
      what: `The component ${name} depends on '${it}', which is no component of ${configFile}`,
      advice: `Correct components.${name}.dependsOn in ${configFile}, and commit that; there are ${names.join(', ')}.`,
    }));
}

/** A component whose folder is known. */
interface Placed {
  readonly name: string;
  readonly folder: string;
  readonly kit: string | undefined;
  /** As `gitenv.json` has it. */
  readonly declared: Fields;
}

async function placeTroubles(
  view: CommitView,
  { name, folder, kit, declared }: Placed,
): Promise<Trouble[]> {
  if (folder === '' || folder === '.') return [];
  const kind = view.kindOf(folder);
  if (kind === undefined)
    return [
      {
        what: `The commit has no folder ${folder}, which is the path of the component ${name}`,
        advice: `Correct components.${name}.path in ${configFile}, and commit that.`,
      },
    ];
  if (kind !== 'folder' || kit !== 'script') return [];
  const { build, deploy } = programsOf({ scripts: scriptsOf(declared) });
  const program = path.posix.join(folder, deploy);
  const otherwise = {
    advice: `Write ${program}, which deploys the component ${name}, and commit it.`,
  };
  if (view.kindOf(program) === undefined)
    return [await lackOf(view, { path: program, why: 'Deploy runs', otherwise })];
  const programs = [program, path.posix.join(folder, build)];
  await view.read(programs);
  return programs.flatMap((it) =>
    fileTroubles(view, { path: it, file: buildspecFiles.deploy, isByKit: true }),
  );
}

import path from 'node:path';
import { programsOf } from '../config/programs';
import { configFile, kitProgram } from '../contract';
import { type Fields, fieldsOf, textOrNone } from '../fields';
import type { CommitView } from './commit-view';
import { configOf, kitName, scriptsOf } from './config-of';
import { lackOf } from './lack';
import type { Spec } from './spec';
import type { Trouble } from './trouble';

/** Which files a kit begins with, as its settings in `gitenv.json` and the environment say. */
type Needs = (settings: Fields, environment: string) => readonly Need[];

interface Need {
  /** How it is called where it is missing. */
  readonly usual: string;
  /** The setting of the kit that names another. */
  readonly setting: string;
  isIt(path: string): boolean;
}

/**
 * Files without which a kit cannot plan. Said only of a commit in which nothing could make them: where a program builds,
 * or a command of the team's own is in the buildspec, they may come from there.
 */
export async function kitFileTroubles(
  view: CommitView,
  build: Spec | undefined,
  environment: string | undefined,
): Promise<Trouble[]> {
  const config = configOf(view);
  if (!build?.isKit || config.components !== undefined || isMade(view, build, config)) return [];
  const name = kitName(config.kit) ?? '';
  const needs = needsOf[name]?.(fieldsOf(config.kit), environment ?? '{environment}') ?? [];
  const missing = needs.filter(({ usual, isIt }) => !/[{}]/.test(usual) && !view.paths.some(isIt));
  return Promise.all(
    missing.map(({ usual, setting }) =>
      lackOf(view, {
        path: usual,
        why: `The kit ${name} reads`,
        otherwise: {
          advice: `Add ${usual} and commit it, or say in ${configFile} where it is: "kit": { "name": "${name}", "${setting}": "…" }.`,
          fix: 'gitenv kits',
        },
      }),
    ),
  );
}

function isMade(view: CommitView, { commands }: Spec, config: Fields): boolean {
  const { build } = programsOf({ scripts: scriptsOf(config) });
  if (view.kindOf(path.posix.normalize(build)) !== undefined) return true;
  // What a submodule has is not looked into.
  if (view.paths.some((it) => view.kindOf(it) === 'submodule')) return true;
  const kits = [kitProgram, '.gitenv/release/variables'];
  const isOwn = (line: string) =>
    !kits.some((it) => line.includes(it)) || /(^|[\s'"])\.\/(?!build\b)\w/.test(line);
  return commands.some(isOwn);
}

const needsOf: Readonly<Record<string, Needs>> = {
  cloudformation: (settings, environment) => [template(settings, environment)],
  ecs: image,
  'lambda-image': image,
  terraform: ({ directory }, environment) => [inDirectory(directory, environment)],
};

function image(settings: Fields, environment: string): Need[] {
  const usual = textOrNone(settings.dockerfile) ?? 'Dockerfile';
  const dockerfile = { usual, setting: 'dockerfile', isIt: named(usual) };
  return [template(settings, environment), dockerfile];
}

function template({ template }: Fields, environment: string): Need {
  const said = textOrNone(template)?.replaceAll('{environment}', environment);
  const usual = said ?? 'template.yml';
  const isIt =
    said === undefined ? (it: string) => /^template\.(ya?ml|json)$/.test(it) : named(said);
  return { usual, setting: 'template', isIt };
}

function inDirectory(directory: unknown, environment: string): Need {
  const said = textOrNone(directory)?.replaceAll('{environment}', environment) ?? '.';
  const folder = path.posix.normalize(said).replace(/\/$/, '');
  return {
    usual: path.posix.join(folder, 'main.tf'),
    setting: 'directory',
    isIt: (it) => path.posix.dirname(it) === folder && /\.(tf|tofu)(\.json)?$/.test(it),
  };
}

function named(file: string): (path: string) => boolean {
  const wanted = path.posix.normalize(file);
  return (it) => it === wanted;
}

import fs from 'node:fs';
import path from 'node:path';
import { GitenvError } from '../../lib/errors';
import { fieldsOf } from '../../lib/fields';
import { install } from './install';
import { askTool, type Tool } from './run-tool';
import type { TerraformSettings, TerraformTool } from './settings';

type Env = Readonly<Record<string, string | undefined>>;

const versionFiles = {
  terraform: '.terraform-version',
  tofu: '.opentofu-version',
  terragrunt: '.terragrunt-version',
} as const;

/** What a tool is looked for with. */
export interface Search {
  /** The root of the repository, or of the bundle. */
  readonly root: string;
  readonly env: Env;
  say(line: string): void;
}

/**
 * The tool of a configuration, in the version that the commit pins: the one on PATH where it has this version, else
 * installed.
 * @throws GitenvError where the commit pins none and there is none, or the version is none
 */
export async function terraformTool(search: Search, settings: TerraformSettings): Promise<Tool> {
  const name = settings.tool ?? guess(search, settings.directory);
  return find(name, search, settings);
}

export function terragruntTool(search: Search, settings: TerraformSettings): Promise<Tool> {
  return find('terragrunt', search, settings);
}

async function find(
  name: keyof typeof versionFiles,
  search: Search,
  { directory, releases }: TerraformSettings,
): Promise<Tool> {
  const pinned = pinnedVersion(search.root, directory, versionFiles[name]);
  const program = onPath(name, search.env);
  const env = toolEnv(search.env);
  const present = program && { name, program, env, version: await versionOf(name, program, env) };
  if (present && (pinned === undefined || present.version === pinned)) return present;
  if (pinned === undefined)
    throw new GitenvError('TOOL_MISSING', `There is no ${name} in the build image`, {
      further: `Add ${versionFiles[name]} with an exact version, and it is installed.`,
    });
  search.say(`Installing ${name} ${pinned}.`);
  return { name, env, version: pinned, program: await install(name, pinned, releases[name]) };
}

/** What the commit pins decides, and what the image has where it pins nothing. */
function guess({ root, env }: Search, directory: string): TerraformTool {
  const pinned = (['terraform', 'tofu'] as const).filter(
    (name) => pinnedVersion(root, directory, versionFiles[name]) !== undefined,
  );
  if (pinned.length === 2)
    throw new GitenvError(
      'BAD_COMMIT',
      `The commit has ${versionFiles.terraform} and ${versionFiles.tofu}: say "tool" in gitenv.json`,
    );
  return pinned[0] ?? (!onPath('terraform', env) && onPath('tofu', env) ? 'tofu' : 'terraform');
}

/** Looked for in the directory, and then above it. */
function pinnedVersion(root: string, directory: string, file: string): string | undefined {
  for (let folder = path.join(root, directory); ; folder = path.dirname(folder)) {
    const candidate = path.join(folder, file);
    if (fs.existsSync(candidate)) return exactVersion(fs.readFileSync(candidate, 'utf8'), file);
    if (path.relative(root, folder) === '') return undefined;
  }
}

function exactVersion(text: string, file: string): string {
  const version = text.trim().replace(/^v/, '');
  if (/^\d+\.\d+\.\d+(-[0-9a-z.]+)?$/.test(version)) return version;
  throw new GitenvError(
    'BAD_COMMIT',
    `${file} says '${text.trim()}': write one exact version, such as 1.13.4`,
  );
}

function onPath(name: string, env: Env): string | undefined {
  return (env.PATH ?? '')
    .split(path.delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => path.join(folder, name))
    .find((file) => isProgram(file));
}

function isProgram(file: string): boolean {
  try {
    fs.accessSync(file, fs.constants.X_OK);
    return fs.statSync(file).isFile();
  } catch {
    return false;
  }
}

async function versionOf(name: string, program: string, env: Env): Promise<string> {
  const tool = { name, program, env, version: '' };
  if (name === 'terragrunt') {
    const said = await askTool(tool, '/', ['--version']);
    return /(\d+\.\d+\.\d+\S*)/.exec(said)?.[1] ?? '';
  }
  const said = fieldsOf(JSON.parse(await askTool(tool, '/', ['version', '-json'])));
  return String(said.terraform_version ?? '');
}

/** Nothing of the surroundings decides where state lies, or which providers are used. */
function toolEnv(env: Env): Env {
  return {
    ...env,
    TF_IN_AUTOMATION: '1',
    TF_INPUT: '0',
    CHECKPOINT_DISABLE: '1',
    TF_DATA_DIR: undefined,
    TF_PLUGIN_CACHE_DIR: undefined,
    TF_WORKSPACE: undefined,
  };
}

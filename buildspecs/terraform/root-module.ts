import fs from 'node:fs';
import path from 'node:path';
import { configFile } from '../../lib/contract';
import { GitenvError } from '../../lib/errors';
import { fieldsOf } from '../../lib/fields';
import type { Job } from '../program/job/job';
import { workingFolder } from '../program/job/working-folder';
import { askTool, runTool, type Tool } from './run-tool';
import type { TerraformSettings } from './settings';
import { backendArguments, demandStateBucket, type StatePlace, statePlace } from './state-bucket';
import { terraformTool } from './tool';

/** A root module of the bundle beside its state, ready to be planned or applied. */
export interface RootModule {
  readonly tool: Tool;
  readonly folder: string;
  readonly state: StatePlace;
}

/** Prepares it from the bundle alone: neither providers nor modules are fetched any more. */
export async function openRootModule(
  job: Job,
  settings: TerraformSettings,
  bundle: string,
): Promise<RootModule> {
  const root = workingFolder(job, bundle);
  const found = withVariables(job, await terraformTool({ ...job, root }, settings));
  const tool = { ...found, env: { ...found.env, TF_CLI_CONFIG_FILE: bundleOnly(root) } };
  const state = statePlace(job, settings.state, '{application}/{environment}/terraform.tfstate');
  await demandStateBucket(job, state);
  const module = { tool, state, folder: path.join(root, settings.directory) };
  await runTool(tool, module.folder, [
    'init',
    '-input=false',
    '-no-color',
    '-reconfigure',
    '-get=false',
    '-lockfile=readonly',
    ...backendArguments(job, state),
  ]);
  demandBackend(module);
  return module;
}

/** What a configuration may ask for, by declaring variables of these names. */
export function withVariables(job: Job, tool: Tool): Tool {
  const { environment, application, commit, env } = job;
  return {
    ...tool,
    env: {
      ...tool.env,
      TF_VAR_gitenv_environment: environment,
      TF_VAR_gitenv_application: application,
      TF_VAR_gitenv_commit: commit,
      ...(env.GITENV_BUCKET !== undefined && { TF_VAR_gitenv_bucket: env.GITENV_BUCKET }),
    },
  };
}

/** A provider that is not in the bundle is an error, and not fetched from somewhere else. */
function bundleOnly(root: string): string {
  const file = `${root}.tfrc`;
  const empty = JSON.stringify(`${root}.none`);
  fs.writeFileSync(
    file,
    `provider_installation {\n  filesystem_mirror {\n    path = ${empty}\n  }\n}\n`,
  );
  process.once('exit', () => fs.rmSync(file, { force: true }));
  return file;
}

/** Without a block for it, `-backend-config` is ignored with a warning, and the state would go with the build. */
function demandBackend({ folder, state }: RootModule): void {
  const file = path.join(folder, '.terraform', 'terraform.tfstate');
  const text = fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : '{}';
  const backend = fieldsOf(fieldsOf(JSON.parse(text)).backend);
  if (backend.type === 's3' && fieldsOf(backend.config).bucket === state.bucket) return;
  throw new GitenvError(
    'BAD_COMMIT',
    'The configuration keeps its state nowhere: add terraform { backend "s3" {} } to it, with nothing in the block',
  );
}

/** What `plan` is told, of the lock and of variables. */
export function planArguments(job: Job, settings: TerraformSettings, folder: string): string[] {
  return [`-lock-timeout=${settings.lockTimeout}`, ...variableArguments(job, settings, folder)];
}

function variableArguments(job: Job, { variables }: TerraformSettings, folder: string): string[] {
  const usual = 'environments/{environment}.tfvars';
  const file = (variables ?? usual).replaceAll('{environment}', job.environment);
  if (fs.existsSync(path.join(folder, file))) return [`-var-file=${file}`];
  if (variables === undefined) return [];
  throw new GitenvError(
    'BAD_CONFIG',
    `There is no ${file}, which kit.variables of ${configFile} names`,
  );
}

/** Which version of the state there is: `lineage serial`, or `none`. */
export async function stateVersion({ tool, folder }: Pick<RootModule, 'tool' | 'folder'>) {
  const text = await askTool(tool, folder, ['state', 'pull']);
  if (text.trim() === '') return 'none';
  const { lineage, serial } = fieldsOf(JSON.parse(text));
  return lineage === '' ? 'none' : `${lineage} ${serial}`;
}

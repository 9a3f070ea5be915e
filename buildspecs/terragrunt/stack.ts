import fs from 'node:fs';
import path from 'node:path';
import { GitenvError } from '../../lib/errors';
import type { Job } from '../program/job/job';
import type { KitSettings } from '../program/job/settings';
import { workingFolder } from '../program/job/working-folder';
import { withVariables } from '../terraform/root-module';
import type { Tool } from '../terraform/run-tool';
import { type TerraformSettings, terraformSettings } from '../terraform/settings';
import { demandStateBucket, type StatePlace, statePlace } from '../terraform/state-bucket';
import { terraformTool, terragruntTool } from '../terraform/tool';

/** The units of one environment, and what runs them. */
export interface Stack {
  readonly tool: Tool;
  readonly folder: string;
  readonly settings: TerraformSettings;
  /** Where every unit has to keep its state; the key is what those of the units begin with. */
  readonly state: StatePlace;
}

/** Of the units of an environment. */
export const usualDirectory = 'live/{environment}';

export function terragruntSettings(settings: KitSettings): TerraformSettings {
  const known = ['tool', 'directory', 'state', 'lockTimeout', 'releases'];
  return terraformSettings({ directory: usualDirectory, ...settings }, known);
}

/** @throws GitenvError where the bundle has no units for the environment */
export async function openStack(job: Job, given: KitSettings, bundle: string): Promise<Stack> {
  const own = terragruntSettings(given);
  const settings = {
    ...own,
    directory: own.directory.replaceAll('{environment}', job.environment),
  };
  const root = workingFolder(job, bundle);
  const folder = path.join(root, settings.directory);
  if (!fs.existsSync(folder))
    throw new GitenvError(
      'BAD_COMMIT',
      `The commit has no folder ${settings.directory} for ${job.environment}`,
    );
  const state = statePlace(job, settings.state, '{application}/{environment}');
  await demandStateBucket(job, state);
  const search = { ...job, root };
  const terraform = await terraformTool(search, settings);
  const found = withVariables(job, await terragruntTool(search, settings));
  const env = {
    ...found.env,
    PATH: [path.dirname(terraform.program), found.env.PATH].join(path.delimiter),
    TG_TF_PATH: terraform.program,
    TG_NON_INTERACTIVE: 'true',
    TG_NO_COLOR: 'true',
    // Without this, what the tool says is wrapped into lines of a log.
    TG_TF_FORWARD_STDOUT: 'true',
    GITENV_STATE_BUCKET: state.bucket,
    GITENV_STATE_PREFIX: state.key,
    GITENV_STATE_REGION: state.region,
  };
  return { tool: { ...found, env, prefix: ['run', '--'] }, folder, settings, state };
}

/**
 * Looks at what the tool noted of the backend that it was configured with.
 * @throws GitenvError where a unit keeps its state anywhere but in the environment's own bucket
 */
export function demandOwnState({ folder, state: { bucket } }: Stack, unit: string): void {
  const notes = fs
    .readdirSync(path.join(folder, unit), { recursive: true, encoding: 'utf8' })
    .filter((file) => /(^|\/)\.terraform\/terraform\.tfstate$/.test(file));
  const kept = notes.map((file) => bucketIn(path.join(folder, unit, file)));
  if (kept.length > 0 && kept.every((it) => it === bucket)) return;
  throw new GitenvError(
    'BAD_COMMIT',
    `The unit ${unit} does not keep its state in ${bucket}: its remote_state has to take the bucket from get_env("GITENV_STATE_BUCKET")`,
  );
}

function bucketIn(file: string): string | undefined {
  const { backend } = JSON.parse(fs.readFileSync(file, 'utf8')) as {
    backend?: { type?: string; config?: { bucket?: string } };
  };
  return backend?.type === 's3' ? backend.config?.bucket : undefined;
}

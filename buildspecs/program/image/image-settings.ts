import { configFile } from '../../../lib/contract';
import { GitenvError } from '../../../lib/errors';
import { isTexts } from '../../../lib/fields';
import type { Job } from '../job/job';
import { type KitSettings, setting } from '../job/settings';

/** What gitenv.json says of the image; anything else is the template's. */
export const imageSettingNames = ['dockerfile', 'context', 'platform', 'buildArgs'];

/** How an image is made. */
export interface ImageSettings {
  /** Of ECR, in every account. */
  readonly repository: string;
  readonly dockerfile: string;
  readonly context: string;
  /** As Docker names it. */
  readonly platform: string;
  readonly buildArgs: Readonly<Record<string, string>>;
}

/** @throws GitenvError where a setting is not what it has to be */
export function imageSettingsOf(job: Job, settings: KitSettings): ImageSettings {
  // An image belongs to its commit, and so nothing of how it is made may be the environment's.
  const text = (name: string) => setting(settings, name, { environment: '{environment}' });
  return {
    repository: job.application,
    dockerfile: text('dockerfile') ?? 'Dockerfile',
    context: text('context') ?? '.',
    platform: text('platform') ?? 'linux/amd64',
    buildArgs: buildArgsOf(settings),
  };
}

function buildArgsOf({ buildArgs = {} }: KitSettings): Readonly<Record<string, string>> {
  if (isTexts(buildArgs)) return buildArgs;
  throw new GitenvError(
    'BAD_CONFIG',
    `${configFile}: kit.buildArgs has to be an object of names and texts`,
  );
}

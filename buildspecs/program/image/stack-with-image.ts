import { findImage } from '../../../lib/aws/images/registry';
import { notBuilt } from '../../../lib/bundle/manifest';
import { folderOf } from '../../../lib/bundle/store';
import { GitenvError } from '../../../lib/errors';
import { imageParameter } from '../../cloudformation/parameters';
import { cloudformation, readRequest } from '../../cloudformation/planner';
import { manifestOf } from '../job/handover';
import type { Job } from '../job/job';
import type { Planner } from '../job/planner';
import type { KitSettings } from '../job/settings';
import { imageSettingNames } from './image-settings';

const ofPlanAlone = `The image of this commit is not built yet, since only a release pushes one: '${notBuilt}' stands here for its digest.`;

/** A stack that runs an image, which is part of the bundle: both change in one change set, or neither does. */
export const stackWithImage: Planner = {
  async plan(job, settings, folder) {
    const isBuilt = await demandImage(job);
    demandParameter(job, settings, folder);
    const planned = await cloudformation.plan(job, ofTemplate(settings), folder);
    return isBuilt ? planned : { ...planned, note: ofPlanAlone };
  },
  async apply(job, settings, plan, folder) {
    await demandImage(job);
    return cloudformation.apply(job, ofTemplate(settings), plan, folder);
  },
  settle: async (job, settings, folder) =>
    cloudformation.settle?.(job, ofTemplate(settings), folder),
  drift: (job, settings, folder) => cloudformation.drift(job, ofTemplate(settings), folder),
};

function ofTemplate(settings: KitSettings): KitSettings {
  const own = Object.entries(settings).filter(([name]) => !imageSettingNames.includes(name));
  return { ...Object.fromEntries(own), name: settings.name };
}

/**
 * A bundle names its image by digest; whoever copies a bundle without it would deploy nothing that runs.
 * @returns false in a plan of a commit that has no image yet
 */
async function demandImage(job: Job): Promise<boolean> {
  const manifest = manifestOf(job);
  const [image] = manifest.images ?? [];
  if (!image)
    throw new GitenvError(
      'NO_BUNDLE',
      'The bundle has no image: buildspec.yml has to run kit.cjs bundle --image',
    );
  const { repository, digest } = image;
  if (digest === notBuilt) return false;
  if (await findImage(job, repository, { imageDigest: digest })) return true;
  throw new GitenvError(
    'BUNDLE_BROKEN',
    `The image repository '${repository}' of ${job.environment} has no ${digest}, which is the bundle's image`,
    {
      advice: `gitenv redeploy copies it from the environment before. If there is none that has it, delete ${folderOf(manifest, job.bucket)} from ${job.bucket.name} first: then it is built anew.`,
      hint: `gitenv redeploy ${job.environment}`,
    },
  );
}

function demandParameter(job: Job, settings: KitSettings, folder: string): void {
  const { template } = readRequest(job, ofTemplate(settings), folder);
  if (template.parameters.has(imageParameter)) return;
  throw new GitenvError(
    'BAD_COMMIT',
    `The template declares no parameter ${imageParameter}, and so would not run the image: add it, and use it where the image is named`,
  );
}

import { copyBundle } from '../../lib/bundle/copy';
import { findBundle } from '../program/bundles/places';
import { manifestOf } from '../program/job/handover';
import type { Job } from '../program/job/job';
import { bundleKeyParameter } from './parameters';
import type { Template } from './template';

/**
 * Brings the bundle into the environment's own bucket where a template is going to refer to it there: services such as
 * Lambda take code from a bucket of their own region alone. A build does that, also for a deploy that plans by itself.
 */
export async function bringBundle(job: Job, { parameters }: Template): Promise<void> {
  if (job.purpose !== 'release' || job.attempt !== undefined || !parameters.has(bundleKeyParameter))
    return;
  const found = await findBundle(job);
  if (!found?.isWhole || found.place.name === job.bucket.name) return;
  await copyBundle(manifestOf(job), found.place, job.bucket);
}

import { vouchedFor } from '../../lib/aws/pipeline/vouched';
import { describeSummary, outcomeOf } from '../../lib/bundle/plan';
import { GitenvError } from '../../lib/errors';
import { fetchBundle } from './bundles/fetch-bundle';
import { locateBundle } from './bundles/places';
import { voucherOf } from './bundles/vouch';
import { handOver, handOverPlan } from './job/handover';
import type { Job } from './job/job';
import { kitSettings } from './job/settings';
import { keepPlan } from './keep-plan';
import { plannerOf } from './planners';

/**
 * Compares the environment with the commit that runs in it, and keeps what differs. Changes nothing. What runs, and of which
 * bundle, CodePipeline says; whoever asks for the result is told its digest by CodeBuild's own record of this build.
 */
export async function drift(job: Job): Promise<void> {
  const settings = kitSettings(job);
  const word = await vouchedFor(voucherOf(job), job.execution);
  const bundle = word?.commit === job.commit ? word.bundle : undefined;
  const { manifest } = (bundle && (await locateBundle(job, bundle))) || {};
  if (!manifest)
    throw new GitenvError(
      'NO_BUNDLE',
      `The bundle of ${job.commit} is not in the bucket: release it again first`,
    );
  // Where planners look for what runs.
  handOver(job, manifest);
  const folder = await fetchBundle(job, manifest);
  const planned = await plannerOf(settings.name).drift(job, settings, folder);
  const { plan: found, digest } = await keepPlan(job, settings.name, planned);
  handOverPlan(job, found, digest, outcomeOf(found));
  const what =
    planned.changes.length === 0 ? 'nothing has changed' : describeSummary(found.summary);
  job.say(`Compared ${job.environment} with ${job.commit.slice(0, 8)}: ${what}.`);
}

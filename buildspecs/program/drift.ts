import { vouchedFor } from '../../lib/aws/pipeline/vouched';
import { describeSummary } from '../../lib/bundle/plan';
import { storeBuffer } from '../../lib/bundle/store';
import { GitenvError } from '../../lib/errors';
import { objectKeys } from '../../lib/object-keys';
import { fetchBundle } from './bundles/fetch-bundle';
import { locateBundle } from './bundles/places';
import { voucherOf } from './bundles/vouch';
import { handOver } from './job/handover';
import type { Job } from './job/job';
import { kitSettings } from './job/settings';
import { planWith } from './keep-plan';
import { plannerOf } from './planners';

/** Compares the environment with the commit that runs in it, and keeps what differs. Changes nothing. */
export async function drift(job: Job): Promise<void> {
  const settings = kitSettings(job);
  const { bundle } = (await vouchedFor(voucherOf(job), job.execution)) ?? {};
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
  const found = planWith(job, settings.name, planned);
  const body = Buffer.from(`${JSON.stringify(found)}\n`);
  await storeBuffer(job.bucket, objectKeys.drift, body, { onlyNew: false });
  const what =
    planned.changes.length === 0 ? 'nothing has changed' : describeSummary(found.summary);
  job.say(`Compared ${job.environment} with ${job.commit.slice(0, 8)}: ${what}.`);
}

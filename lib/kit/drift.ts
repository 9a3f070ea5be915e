import { describeSummary, type Plan, summaryOf } from '../bundle/plan';
import { storeBuffer } from '../bundle/store';
import { objectKeys } from '../contract';
import { fetchBundle } from './fetch-bundle';
import { handOver } from './handover';
import type { Job } from './job';
import { plannerOf } from './planners';
import { kitSettings } from './settings';
import { findBundle } from './shelves';

/** Compares the environment with the commit that runs in it, and keeps what differs. Changes nothing. */
export async function drift(job: Job): Promise<void> {
  const settings = kitSettings(job);
  const { manifest } = (await findBundle(job)) ?? {};
  if (!manifest)
    throw new Error(`The bundle of ${job.commit} is not in the bucket: release it again first.`);
  // Where planners look for what runs.
  handOver(job, manifest);
  const folder = await fetchBundle(job, manifest);
  const planned = await plannerOf(settings.name).drift(job, settings, folder);
  const found: Plan = {
    version: 1,
    kit: settings.name,
    environment: job.environment,
    commit: job.commit,
    execution: job.execution,
    createdAt: new Date().toISOString(),
    summary: summaryOf(planned.changes),
    ...planned,
  };
  const body = Buffer.from(`${JSON.stringify(found)}\n`);
  await storeBuffer(job.bucket, objectKeys.drift, body, { onlyNew: false });
  const what =
    planned.changes.length === 0 ? 'nothing has changed' : describeSummary(found.summary);
  job.say(`Compared ${job.environment} with ${job.commit.slice(0, 8)}: ${what}.`);
}

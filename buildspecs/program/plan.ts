import { describeSummary, outcomeOf } from '../../lib/bundle/plan';
import { objectKeys } from '../../lib/contract';
import { GitenvError } from '../../lib/errors';
import { bundleFolder } from './bundles/bundle-folder';
import { fetchBundle } from './bundles/fetch-bundle';
import { handOverPlan, manifestOf, planOf } from './job/handover';
import type { Job } from './job/job';
import { kitSettings } from './job/settings';
import { keepPlan } from './keep-plan';
import { plannerOf } from './planners';

/** Computes what the release would change, shows it, and keeps it for whoever approves it and for the deploy. */
export async function plan(job: Job): Promise<void> {
  const settings = kitSettings(job);
  const folder = await bundleFolder(job);
  const planned = await plannerOf(settings.name).plan(job, settings, folder);
  const made = await keepPlan(job, settings.name, planned, objectKeys.plan(job.execution));
  handOverPlan(job, made, outcomeOf(made.summary));
  if (made.text) job.say(made.text);
  if (made.note) job.say(made.note);
  job.say(`The plan for ${job.environment}: ${describeSummary(made.summary)}.`);
}

/** Applies the plan that the build made, and that was approved where somebody is asked. */
export async function apply(job: Job): Promise<void> {
  const settings = kitSettings(job);
  const made = planOf(job);
  if (made.execution !== job.execution || made.environment !== job.environment)
    throw new GitenvError('STALE_PLAN', 'The plan that was handed on belongs to another release');
  const folder = await fetchBundle(job, manifestOf(job));
  job.say(`Applying the plan for ${job.environment}: ${describeSummary(made.summary)}.`);
  await plannerOf(made.kit).apply(job, settings, made, folder);
}

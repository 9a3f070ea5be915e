import { describePlan, outcomeOf, type Plan } from '../../lib/bundle/plan';
import { GitenvError } from '../../lib/errors';
import { objectKeys } from '../../lib/object-keys';
import { bundleFolder } from './bundles/bundle-folder';
import { fetchBundle } from './bundles/fetch-bundle';
import { beforeChanges } from './job/before-changes';
import { handOverPlan, manifestOf, planOf } from './job/handover';
import type { Job } from './job/job';
import { kitSettings } from './job/settings';
import { keepPlan } from './keep-plan';
import { plannerOf } from './planners';
import { planOrSettleFirst, settleAndApply } from './settle-first';

/** Computes what the release would change, shows it, and keeps it for whoever approves it and for the deploy. */
export async function plan(job: Job): Promise<void> {
  const settings = kitSettings(job);
  const folder = await bundleFolder(job);
  const planned = await planOrSettleFirst(job, plannerOf(settings.name), settings, folder);
  const made = await keepPlan(job, settings.name, planned, objectKeys.plan(job.execution));
  handOverPlan(job, made, outcomeOf(made));
  if (made.text) job.say(made.text);
  if (made.note) job.say(made.note);
  job.say(`The plan for ${job.environment}: ${describePlan(made)}.`);
}

/** Applies the plan that the build made, and that was approved where somebody is asked. */
export async function apply(job: Job): Promise<void> {
  const { settings, made, folder } = await beforeChanges(async () => {
    const known = { settings: kitSettings(job), made: planOf(job) };
    demandOwn(job, known.made);
    return { ...known, folder: await fetchBundle(job, manifestOf(job)) };
  });
  const planner = plannerOf(made.kit);
  if (made.settlesFirst) return settleAndApply(job, planner, settings, folder);
  job.say(`Applying the plan for ${job.environment}: ${describePlan(made)}.`);
  await planner.apply(job, settings, made, folder);
}

function demandOwn(job: Job, { execution, environment }: Plan): void {
  if (execution === job.execution && environment === job.environment) return;
  throw new GitenvError('STALE_PLAN', 'The plan that was handed on belongs to another release');
}

import { findPlan } from '../../lib/bundle/kept-plan';
import { describePlan, outcomeOf, type Plan } from '../../lib/bundle/plan';
import { outputVariables } from '../../lib/contract';
import { GitenvError } from '../../lib/errors';
import { runBefore } from './before';
import { bundleFolder } from './bundles/bundle-folder';
import { fetchBundle } from './bundles/fetch-bundle';
import { type Released, releasedBundle } from './bundles/released';
import { handedOnChoices, handOverChoices } from './components/chosen';
import { beforeChanges } from './job/before-changes';
import { handOverPlan, planOf } from './job/handover';
import type { Job } from './job/job';
import { kitSettings } from './job/settings';
import { keepPlan } from './keep-plan';
import { plannerOf } from './planners';
import { planOrSettleFirst, settleAndApply } from './settle-first';

/** Computes what the release would change, shows it, and keeps it for whoever approves it and for the deploy. */
export async function plan(job: Job): Promise<void> {
  if (job.purpose === 'build' || job.purpose === 'store')
    return job.say('This build is part of no release: no plan is made.');
  const settings = kitSettings(job);
  const folder = await bundleFolder(job);
  const planned = await planOrSettleFirst(job, plannerOf(settings.name), settings, folder);
  const components = handedOnChoices(job);
  const chosen = { ...planned, ...(components && { components }) };
  const { plan: made, digest } = await keepPlan(job, settings.name, chosen);
  handOverPlan(job, made, digest, outcomeOf(made));
  if (made.text) job.say(made.text);
  if (made.note) job.say(made.note);
  job.say(`The plan for ${job.environment}: ${describePlan(made)}.`);
}

/** Applies the plan that the build made, and that was approved where somebody is asked. */
export async function apply(job: Job, before: string | undefined): Promise<void> {
  const { settings, made, folder } = await beforeChanges(async () => {
    const known = kitSettings(job);
    const released = await releasedBundle(job);
    const plan = await planToApply(job, released);
    demandOwn(job, plan);
    if (plan.components) handOverChoices(job, plan.components);
    return { settings: known, made: plan, folder: await fetchBundle(job, released.manifest) };
  });
  const planner = plannerOf(made.kit);
  await runBefore(job, { program: before, folder });
  if (made.settlesFirst) return settleAndApply(job, planner, settings, folder);
  job.say(`Applying the plan for ${job.environment}: ${describePlan(made)}.`);
  await planner.apply(job, settings, made, folder);
}

/** The plan that CodePipeline keeps the digest of; what was handed on in a file where it keeps none. */
async function planToApply(job: Job, { word }: Released): Promise<Plan> {
  if (word?.planDigest !== undefined) {
    const kept = await findPlan(job.bucket, word.planDigest, job.execution);
    if (kept) return kept;
    throw new GitenvError('NO_PLAN', 'The plan of this release is not in the bucket any more', {
      hint: `gitenv redeploy ${job.environment}`,
    });
  }
  if (word)
    job.say(
      `CodePipeline does not know which plan was made, so another build could have exchanged it. Add ${outputVariables.planDigest} to exported-variables in buildspec.yml.`,
    );
  return planOf(job);
}

function demandOwn(job: Job, { execution, environment, commit }: Plan): void {
  if (execution === job.execution && environment === job.environment && commit === job.commit)
    return;
  throw new GitenvError('STALE_PLAN', 'The plan that was handed on belongs to another release');
}

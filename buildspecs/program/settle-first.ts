import { describePlan } from '../../lib/bundle/plan';
import { clauseOf, GitenvError } from '../../lib/errors';
import { objectKeys } from '../../lib/object-keys';
import { isBehindAnother, isWayBack } from './history/way-back';
import type { Job } from './job/job';
import type { Planned, Planner } from './job/planner';
import type { KitSettings } from './job/settings';
import { keepPlan, planWith } from './keep-plan';

/**
 * Plans a release. One that goes back neither waits for what is unsettled nor fails at it: in place of a plan, it hands
 * on that the deploy settles first.
 */
export async function planOrSettleFirst(
  job: Job,
  planner: Planner,
  settings: KitSettings,
  folder: string,
): Promise<Planned> {
  const goesBack = remembered(
    async () =>
      job.purpose === 'release' &&
      (await isWayBack(job).catch(untold(job, 'whether this release goes back to an earlier one'))),
  );
  const patience = async () => ((await goesBack()) ? 0 : job.patience());
  try {
    const planned = await planner.plan({ ...job, patience }, settings, folder);
    const mayChange = await isBehindAnother(job).catch(
      untold(job, 'whether another release is on its way before this one'),
    );
    if (!mayChange || !(await goesBack())) return planned;
    return settlingFirst('Another release is on its way before this one');
  } catch (error) {
    const isUnsettled = error instanceof GitenvError && error.code === 'UNSETTLED';
    if (!isUnsettled || !(await goesBack())) throw error;
    return settlingFirst(error.clause);
  }
}

/** A build that may not ask for the history plans as if the answer was no, and says so. */
function untold(job: Job, what: string): (error: unknown) => false {
  return (error) => {
    job.say(`Cannot tell ${what}: ${clauseOf(error)}. The release is planned as if it was not so.`);
    return false;
  };
}

function remembered<T>(ask: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | undefined;
  return () => {
    answer ??= ask();
    return answer;
  };
}

function settlingFirst(why: string): Planned {
  const note = `${why}. This release goes back to a commit that was released here before, so it does not wait: the deploy settles what is unsettled, plans, and applies that plan.`;
  return { changes: [], text: '', note, settlesFirst: true, saved: {} };
}

/** Settles what is unsettled, plans anew, and applies that plan, in one build. */
export async function settleAndApply(
  job: Job,
  planner: Planner,
  settings: KitSettings,
  folder: string,
): Promise<void> {
  const trying = { ...job, attempt: attemptOf(job) };
  await planner.settle?.(trying, settings, folder);
  await planAndApply(trying, planner, settings, folder).catch((error: unknown) => {
    const isUnchanged = error instanceof GitenvError && error.changed === 'nothing';
    // To settle is a change by itself.
    throw isUnchanged ? error.with({ changed: undefined }) : error;
  });
}

async function planAndApply(
  job: Job,
  planner: Planner,
  settings: KitSettings,
  folder: string,
): Promise<void> {
  const planned = await planner.plan(job, settings, folder);
  const plan = planWith(job, settings.name, planned);
  await keepPlan(job, settings.name, planned).then(
    ({ digest }) => job.say(`The plan is kept as ${objectKeys.planOf(digest)}.`),
    (error) => job.say(`The plan is not kept for people to look at: ${clauseOf(error)}.`),
  );
  if (plan.text) job.say(plan.text);
  job.say(`Applying the plan for ${job.environment}: ${describePlan(plan)}.`);
  await planner.apply(job, settings, plan, folder);
}

/** A deploy that is tried again is another build. */
function attemptOf({ env }: Job): string {
  const [, id = ''] = (env.CODEBUILD_BUILD_ID ?? '').split(':');
  return id.slice(0, 8);
}

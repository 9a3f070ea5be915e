import { sha256Of } from '../../lib/bundle/manifest';
import { type Plan, summaryOf } from '../../lib/bundle/plan';
import { storeBuffer } from '../../lib/bundle/store';
import { objectKeys } from '../../lib/object-keys';
import type { Job } from './job/job';
import type { Planned } from './job/planner';

/** What a kit's tool found, as the plan of a release. */
export function planWith(job: Job, kit: string, planned: Planned): Plan {
  const { environment, commit, execution } = job;
  return {
    version: 1,
    kit,
    environment,
    commit,
    execution,
    createdAt: new Date().toISOString(),
    summary: summaryOf(planned.changes),
    // A kit that says nothing of it stores nothing. What is planned by the deploy is not known yet.
    ...(!planned.settlesFirst && { refersTo: [] }),
    ...planned,
  };
}

/**
 * Keeps what a kit's tool found in the environment's bucket, for people and for the deploy.
 * @returns the digest that it is kept under, `sha256:` and 64 hex digits
 */
export async function keepPlan(
  job: Job,
  kit: string,
  planned: Planned,
): Promise<{ readonly plan: Plan; readonly digest: string }> {
  const plan = planWith(job, kit, planned);
  const body = Buffer.from(`${JSON.stringify(plan)}\n`);
  const digest = `sha256:${sha256Of(body)}`;
  await storeBuffer(job.bucket, objectKeys.planOf(digest), body, { onlyNew: true });
  return { plan, digest };
}

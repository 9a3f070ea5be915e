import { type Plan, summaryOf } from '../../lib/bundle/plan';
import { storeBuffer } from '../../lib/bundle/store';
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
    ...planned,
  };
}

/** Keeps what a kit's tool found in the environment's bucket, for people and for the deploy. */
export async function keepPlan(
  job: Job,
  kit: string,
  planned: Planned,
  key: string,
): Promise<Plan> {
  const plan = planWith(job, kit, planned);
  const body = Buffer.from(`${JSON.stringify(plan)}\n`);
  await storeBuffer(job.bucket, key, body, { onlyNew: false });
  return plan;
}

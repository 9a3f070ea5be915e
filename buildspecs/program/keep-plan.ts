import { type Plan, summaryOf } from '../../lib/bundle/plan';
import { storeBuffer } from '../../lib/bundle/store';
import type { Job } from './job/job';
import type { Planned } from './job/planner';

/** Keeps what a kit's tool found in the environment's bucket, for people and for the deploy. */
export async function keepPlan(
  job: Job,
  kit: string,
  planned: Planned,
  key: string,
): Promise<Plan> {
  const { environment, commit, execution } = job;
  const plan: Plan = {
    version: 1,
    kit,
    environment,
    commit,
    execution,
    createdAt: new Date().toISOString(),
    summary: summaryOf(planned.changes),
    ...planned,
  };
  const body = Buffer.from(`${JSON.stringify(plan)}\n`);
  await storeBuffer(job.bucket, key, body, { onlyNew: false });
  return plan;
}

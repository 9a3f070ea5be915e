import { createHash } from 'node:crypto';
import { readObject } from '../../lib/aws/objects/object-store';
import { type Plan, parsePlan, summaryOf } from '../../lib/bundle/plan';
import { storeBuffer } from '../../lib/bundle/store';
import { GitenvError } from '../../lib/errors';
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
    ...planned,
  };
}

/** A plan, and the digest that the bucket keeps it under. */
export interface KeptPlan {
  readonly plan: Plan;
  /** `sha256:` and 64 hex digits. */
  readonly digest: string;
}

/** Keeps what a kit's tool found in the environment's bucket, for people and for the deploy. */
export async function keepPlan(job: Job, kit: string, planned: Planned): Promise<KeptPlan> {
  const plan = planWith(job, kit, planned);
  const body = Buffer.from(`${JSON.stringify(plan)}\n`);
  const digest = digestOfPlan(body);
  await storeBuffer(job.bucket, objectKeys.planOf(digest), body, { onlyNew: true });
  return { plan, digest };
}

/**
 * The plan of this digest, as the bucket has it.
 * @throws GitenvError NO_PLAN where it is gone, or something else lies there
 */
export async function keptPlan({ bucket, environment }: Job, digest: string): Promise<Plan> {
  const key = objectKeys.planOf(digest);
  const body = await readObject(bucket, key);
  const plan = body && digestOfPlan(body) === digest ? parsePlan(body.toString('utf8')) : undefined;
  if (plan) return plan;
  throw new GitenvError(
    'NO_PLAN',
    body
      ? `s3://${bucket.name}/${key} is not the plan that the build of this release made`
      : `The plan that the build of this release made is not in the bucket any more (${key})`,
    { hint: `gitenv redeploy ${environment}` },
  );
}

function digestOfPlan(body: Buffer): string {
  return `sha256:${createHash('sha256').update(body).digest('hex')}`;
}

import type { Bucket } from '../aws/objects/bucket';
import { readObject } from '../aws/objects/object-store';
import { GitenvError } from '../errors';
import { hexOf, objectKeys } from '../object-keys';
import { sha256Of } from './manifest';
import { type Plan, parsePlan } from './plan';

/** A plan as it is kept. */
export interface KeptPlan extends Plan {
  /** `sha256:` and 64 hex digits; undefined for one that nobody vouches for. */
  readonly digest: string | undefined;
}

/**
 * A plan that is kept in an environment's bucket.
 * @param digest what a trusted word says that the plan's document hashes to; undefined if nobody says one
 * @param id under which a program before contract version 3 has kept it
 * @returns undefined if there is none
 * @throws GitenvError STALE_PLAN if what lies there is another document
 */
export async function findPlan(
  bucket: Bucket,
  digest: string | undefined,
  id: string,
): Promise<KeptPlan | undefined> {
  const key = digest === undefined ? objectKeys.plan(id) : objectKeys.planOf(digest);
  const stored = await readObject(bucket, key);
  if (stored === undefined) return undefined;
  const isIt = digest === undefined || sha256Of(stored) === hexOf(digest);
  const plan = isIt ? parsePlan(stored.toString('utf8')) : undefined;
  if (isIt) return plan && { ...plan, digest };
  throw new GitenvError('STALE_PLAN', `s3://${bucket.name}/${key} is not the plan of that name`, {
    further: 'Somebody has replaced it. Release the commit again to have it planned anew.',
  });
}

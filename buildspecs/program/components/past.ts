import { vouchedFor } from '../../../lib/aws/pipeline/vouched';
import { locateManifest } from '../bundles/places';
import { voucherOf } from '../bundles/vouch';
import {
  commitOf,
  earlierExecutions,
  hasDeployed,
  isOnItsWay,
  mayHaveDeployed,
} from '../history/earlier';
import { callerOf, type Execution } from '../history/executions';
import type { Job } from '../job/job';
import type { Past, PastRelease } from './choice';

/**
 * What was released before, by the pipeline's own history.
 * @throws Error where the role may not ask
 */
export async function pastOf(job: Job): Promise<Past> {
  const attempts: PastRelease[] = [];
  for await (const execution of earlierExecutions(job)) {
    if (!isOnItsWay(execution) && (await hasDeployed(callerOf(job), execution)))
      return { running: await release(job, execution), attempts };
    if (await mayHaveDeployed(job, execution)) attempts.push(await release(job, execution));
  }
  return { running: undefined, attempts };
}

async function release(job: Job, execution: Execution): Promise<PastRelease> {
  const vouched = await vouchedFor(voucherOf(job), execution.pipelineExecutionId);
  const commit = vouched?.commit ?? commitOf(execution);
  const found = vouched?.bundle && (await locateManifest(job, vouched.bundle, commit));
  if (!found) return { commit, components: undefined };
  const { version, components } = found;
  // Nobody vouches for those of version 1: its digest leaves them out.
  return { commit, components: version === 1 ? undefined : components };
}

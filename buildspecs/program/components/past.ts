import { locateBundle } from '../bundles/places';
import { commitOf, earlierExecutions, mayHaveDeployed } from '../history/earlier';
import type { Job } from '../job/job';
import type { Past, PastRelease } from './choice';

/**
 * What was released before, by the pipeline's own history.
 * @throws Error where the role may not ask
 */
export async function pastOf(job: Job): Promise<Past> {
  const attempts: PastRelease[] = [];
  for await (const execution of earlierExecutions(job)) {
    const commit = commitOf(execution);
    if (execution.status === 'Succeeded') return { running: await release(job, commit), attempts };
    if (await mayHaveDeployed(job, execution)) attempts.push(await release(job, commit));
  }
  return { running: undefined, attempts };
}

async function release(job: Job, commit: string): Promise<PastRelease> {
  const found = commit === '' ? undefined : await locateBundle(job, commit);
  return { commit, components: found?.manifest.components };
}

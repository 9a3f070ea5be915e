import { stages } from '../../../lib/contract';
import { findBundle } from '../bundles/places';
import { callerOf, type Execution, listExecutions, stagesOf } from '../history/executions';
import type { Job } from '../job/job';
import type { Past, PastRelease } from './choice';

/**
 * What was released before, by the pipeline's own history.
 * @throws Error where the role may not ask
 */
export async function pastOf(job: Job): Promise<Past> {
  const attempts: PastRelease[] = [];
  for await (const execution of before(job)) {
    const commit = execution.sourceRevisions?.[0]?.revisionId ?? '';
    if (execution.status === 'Succeeded') return { running: await release(job, commit), attempts };
    if (await mayHaveDeployed(job, execution)) attempts.push(await release(job, commit));
  }
  return { running: undefined, attempts };
}

/** The executions before this one, the newest first; all where this is no release. */
async function* before(job: Job): AsyncGenerator<Execution> {
  let reached = job.purpose !== 'release';
  for await (const execution of listExecutions(callerOf(job))) {
    if (reached) yield execution;
    else reached = execution.pipelineExecutionId === job.execution;
  }
}

/** One that is still on its way may deploy before this one does. */
async function mayHaveDeployed(job: Job, { pipelineExecutionId: id, status }: Execution) {
  if (status === 'InProgress' || status === 'Stopping') return true;
  for await (const stage of stagesOf(callerOf(job), id)) if (stage === stages.deploy) return true;
  return false;
}

async function release(job: Job, commit: string): Promise<PastRelease> {
  const found = commit === '' ? undefined : await findBundle(job, commit);
  return { commit, components: found?.manifest.components };
}

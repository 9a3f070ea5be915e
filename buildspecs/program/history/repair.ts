import { isRepairAsked } from '../../../lib/bundle/repair';
import { failureName } from '../../../lib/errors';
import type { Job } from '../job/job';
import { earlierExecutions } from './earlier';

/** What a build is told that may not ask, or that no pipeline has started. */
const unanswered = ['AccessDenied', 'AccessDeniedException', 'PipelineNotFoundException'];

/**
 * Whether a person has asked that this release puts back what was changed by hand, as `gitenv drift --repair` does. A build
 * that gets no answer releases as ever.
 */
export async function isRepair(job: Job): Promise<boolean> {
  if (job.purpose !== 'release') return false;
  try {
    for await (const { pipelineExecutionId } of earlierExecutions(job))
      return await isRepairAsked(job.bucket, job.commit, pipelineExecutionId);
  } catch (error) {
    if (!unanswered.includes(failureName(error))) throw error;
  }
  return false;
}

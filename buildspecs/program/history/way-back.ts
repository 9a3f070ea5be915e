import type { Job } from '../job/job';
import { commitOf, earlierExecutions, isOnItsWay, mayHaveDeployed } from './earlier';
import type { Execution } from './executions';

/** Executions that are looked through for an earlier success. */
const searched = 1000;
/** More than a pipeline can have on their way. */
const onTheirWay = 100;

/** Whether this release puts back a commit that was released successfully here before. */
export function isWayBack(job: Job): Promise<boolean> {
  return putsBack(job.commit, earlierExecutions(job), (it) => mayHaveDeployed(job, it));
}

/**
 * Where a success of the same commit is the newest that may have deployed anything, there is nothing to put back.
 * @param earlier the executions before the release, newest first
 */
export async function putsBack(
  commit: string,
  earlier: AsyncIterable<Execution> | Iterable<Execution>,
  mayHaveDeployed: (execution: Execution) => Promise<boolean>,
): Promise<boolean> {
  let [seen, isSomethingElse] = [0, false];
  for await (const execution of earlier) {
    const isGood = execution.status === 'Succeeded';
    if (isGood && commitOf(execution) === commit) return isSomethingElse;
    isSomethingElse ||= isGood || (await mayHaveDeployed(execution));
    seen += 1;
    if (seen === searched) break;
  }
  return false;
}

/** Whether another release is still on its way before this one, and may yet change what this one would plan for. */
export async function isBehindAnother(job: Job): Promise<boolean> {
  if (job.purpose !== 'release') return false;
  let seen = 0;
  for await (const execution of earlierExecutions(job)) {
    if (isOnItsWay(execution)) return true;
    seen += 1;
    if (seen === onTheirWay) break;
  }
  return false;
}

import { actions } from '../../../lib/action-names';
import type { Job } from '../job/job';
import { type Asker, actionsOf, callerOf, type Execution, listExecutions } from './executions';

/** The executions before this one, the newest first; all where this is no release. */
export async function* earlierExecutions(job: Job): AsyncGenerator<Execution> {
  let reached = job.purpose !== 'release';
  for await (const execution of listExecutions(callerOf(job))) {
    if (reached) yield execution;
    else reached = execution.pipelineExecutionId === job.execution;
  }
}

/** Empty where the execution does not say. */
export function commitOf({ sourceRevisions }: Execution): string {
  return sourceRevisions?.[0]?.revisionId ?? '';
}

export function isOnItsWay({ status }: Execution): boolean {
  return status === 'InProgress' || status === 'Stopping';
}

/** One that is still on its way may deploy before this one does. */
export async function mayHaveDeployed(job: Job, execution: Execution): Promise<boolean> {
  if (isOnItsWay(execution)) return true;
  const began = actionsOf(callerOf(job), execution.pipelineExecutionId);
  for await (const { name } of began) if (name === actions.deploy) return true;
  return false;
}

/** Whether its deploy has succeeded, so that it runs unless something was deployed after it: its release may still not have verified. */
export async function hasDeployed(asker: Asker, execution: Execution): Promise<boolean> {
  if (execution.status === 'Succeeded') return true;
  for await (const { name, status } of actionsOf(asker, execution.pipelineExecutionId))
    if (name === actions.deploy) return status === 'Succeeded';
  return false;
}

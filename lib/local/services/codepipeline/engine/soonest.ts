import { currentStage, type ExecutionRecord, type Time } from '../model/records';

/** When the first of all approvals and rules that wait runs out or is to be asked again. */
export function soonest(executions: Iterable<ExecutionRecord>): Time | undefined {
  let first: Time | undefined;
  for (const execution of executions) {
    const stage = currentStage(execution);
    for (const run of [...(stage?.actions ?? []), ...(stage?.rules ?? [])]) {
      for (const time of [run.expires, 'wakes' in run ? run.wakes : undefined]) {
        if (time !== undefined && (first === undefined || time < first)) first = time;
      }
    }
  }
  return first;
}

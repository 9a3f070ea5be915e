import { currentStage, type ExecutionRecord, type Time } from '../records';

/** Longest delay a timer takes; what is due later is set again then. */
const longest = 2 ** 31 - 1;

/** One timer, for the next thing that is due; none while nothing is. It does not keep the process alive. */
export class Alarm {
  private timer: NodeJS.Timeout | undefined;

  set(now: Date, at: Time | undefined, ring: () => void): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (at === undefined) return;
    const delay = Math.min(Math.max(Date.parse(at) - now.getTime(), 0), longest);
    this.timer = setTimeout(ring, delay).unref();
  }
}

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

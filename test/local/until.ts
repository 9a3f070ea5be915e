import { setTimeout } from 'node:timers/promises';

/** Looks until it is so, and leaves the processors to what it waits for in between: they are what a run of the tests lacks. */
export async function until(holds: () => Promise<boolean> | boolean): Promise<void> {
  while (!(await holds())) await setTimeout(20);
}

import type { Context } from '../../../base/context';
import { stacksOf } from './records';

/** What goes on in the stacks and change sets of one account and region, by their last part of the ARN. */
const going = new WeakMap<object, Map<string, Promise<void>>>();

/** Lets others wait for work on a stack or change set. @returns the same work */
export function track(context: Context, uuid: string, work: Promise<void>): Promise<void> {
  const known = goingIn(context);
  const tracked = work.finally(() => {
    if (known.get(uuid) === tracked) known.delete(uuid);
  });
  known.set(uuid, tracked);
  return tracked;
}

/** Resolves when nothing is going on any more, however often one operation led to the next. */
export async function ended(context: Context, uuid: string): Promise<void> {
  for (let work = goingIn(context).get(uuid); work; work = goingIn(context).get(uuid))
    await work.catch(() => {});
}

function goingIn(context: Context): Map<string, Promise<void>> {
  const stacks = stacksOf(context);
  const known = going.get(stacks) ?? new Map<string, Promise<void>>();
  going.set(stacks, known);
  return known;
}

import { deleteShell, findShell } from '../aws/stack/stack-shells';
import type { EmptyStack, Plan } from '../bundle/plan';
import { GitenvError } from '../errors';
import { releasesInFlight } from '../follow/in-flight';
import type { Progress } from '../release/following/progress';
import type { OpenEnvironment } from '../target/open-environment';

/**
 * Deletes the empty stacks that a plan by itself had to begin, with the rights of whoever asked for it: those of builds
 * are not enough, since they could delete full ones as well. What a release on its way may fill stays.
 * @returns the plan, which says what stays
 */
export async function withoutShells(
  plan: Plan,
  open: OpenEnvironment,
  { say }: Pick<Progress, 'say'>,
): Promise<Plan> {
  const { emptyStacks = [], ...rest } = plan;
  const left: EmptyStack[] = [];
  for (const stack of emptyStacks) {
    try {
      if (await stays(stack, open)) left.push(stack);
    } catch (error) {
      if (!(error instanceof GitenvError)) throw error;
      const { name } = open.environment;
      say(`${name}: the stack ${stack.name}, which is empty, is not deleted: ${error.message}`);
      left.push(stack);
    }
  }
  return left.length > 0 ? { ...rest, emptyStacks: left } : rest;
}

async function stays({ id }: EmptyStack, open: OpenEnvironment): Promise<boolean> {
  const { account } = open;
  const inFlight = await releasesInFlight(open);
  const shell = await findShell(account, id);
  if (!shell) return false;
  if (inFlight.length > 0 || shell.changeSets.length > 0) return true;
  return !(await deleteShell(account, shell));
}

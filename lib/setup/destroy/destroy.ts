import { deleteTransition } from '../../aws/scheduler/transition-schedule';
import { deleteStack, type StackEvent } from '../../aws/stack/stack-events';
import { deleteShell } from '../../aws/stack/stack-shells';
import { remoteScheme } from '../../config/environment';
import { bareRemote, isEnvironment, pushKeys, remotesOf } from '../../config/git-settings';
import {
  currentBranch,
  getConfig,
  getConfigMatching,
  remoteUrl,
  removeRemote,
  unsetConfig,
} from '../../git/repository';
import { git } from '../../git/run';
import { forgetEnvironment } from '../init/record';
import type { PlannedDestroy } from './plan';

/**
 * Deletes the schedules of a lock, the stack, that of the policy of deploys and that of the guard, then the remote and the record of the environment. What fails leaves the rest as it was, and
 * running it again goes on from there.
 * @throws GitenvError STACK_FAILED
 */
export async function destroy(
  { plan, client, state, policy, guard }: PlannedDestroy,
  root: string,
  onEvent: (event: StackEvent) => void,
): Promise<void> {
  for (const shell of plan.shells) await deleteShell(client, shell);
  for (const name of plan.schedules) await deleteTransition(client, name);
  if (state) await deleteStack(client, state, onEvent);
  // No role has the one any longer, and no pipeline starts the other.
  for (const beside of [policy, guard]) if (beside) await deleteStack(client, beside, onEvent);
  const place = { cwd: root };
  const { environment } = plan;
  if ((await git(getConfig('remote.pushDefault'), place)) === environment)
    await git(unsetConfig('remote.pushDefault'), place);
  const url = await git(remoteUrl(environment), place);
  if (url?.startsWith(`${remoteScheme}://`)) await git(removeRemote(environment), place);
  forgetEnvironment(root, environment);
}

/**
 * Where a bare `git push` leads by itself: git takes the only remote of a repository for a branch that tracks none.
 * @returns the name of that remote, if it is an environment
 */
export async function pushLeadsTo(root: string): Promise<string | undefined> {
  const place = { cwd: root };
  const [branch, settings] = await Promise.all([
    git(currentBranch, place),
    git(getConfigMatching(pushKeys), place),
  ]);
  if (branch !== undefined && bareRemote(settings, branch) !== undefined) return undefined;
  const [only, ...others] = remotesOf(settings);
  return only !== undefined && others.length === 0 && isEnvironment(settings, only)
    ? only
    : undefined;
}

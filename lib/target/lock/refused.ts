import { describeStack } from '../../aws/stack/stack';
import { namesOf, outputs } from '../../contract';
import { GitenvError } from '../../errors';
import { lockPolicy } from '../../release/lock/policy';
import type { LockPlace } from './schedules';

/**
 * Runs what changes a lock. A person who lacks a right is told the policy that has all of them, and one whose stack
 * cannot do it yet what to do about that.
 * @throws GitenvError ACCESS_DENIED, NOT_INSTALLED, and what `change` says
 */
export async function permitted<T>(place: LockPlace, change: () => Promise<T>): Promise<T> {
  try {
    return await change();
  } catch (error) {
    if (!(error instanceof GitenvError)) throw error;
    if (error.code === 'ACCESS_DENIED') throw lacksRights(error, place);
    if (isRefusedInput(error) && (await lacksRole(place))) throw lacksLocks(error, place);
    throw error;
  }
}

function lacksRights(error: GitenvError, { open, at }: LockPlace): GitenvError {
  const { name } = open.environment;
  return error.with({
    further: `A person who locks and unlocks ${name} needs this policy in account ${at.account}: ${JSON.stringify(lockPolicy(at))}`,
    advice: undefined,
    hint: undefined,
  });
}

/** What Scheduler says of a role that is not there, or does not trust it, among other things. */
function isRefusedInput({ cause }: GitenvError): boolean {
  return cause instanceof Error && cause.name === 'ValidationException';
}

async function lacksRole({ open: { account, application } }: LockPlace): Promise<boolean> {
  const state = await describeStack(account, namesOf(application).stack);
  return state !== undefined && state.outputs[outputs.lockRole] === undefined;
}

function lacksLocks(cause: GitenvError, { open }: LockPlace): GitenvError {
  const { name } = open.environment;
  return new GitenvError(
    'NOT_INSTALLED',
    `The stack of ${name} is of an older gitenv and cannot end a lock by itself`,
    { changed: 'nothing', hint: `gitenv init ${name}`, cause },
  );
}

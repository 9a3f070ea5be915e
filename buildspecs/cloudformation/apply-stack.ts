import { GitenvError } from '../../lib/errors';
import type { Job } from '../program/job/job';
import { lackedRightIn } from '../program/job/lacked-right';
import { makeChangeSet } from './change-set';
import { type CloudFormation, cloudFormationOf } from './client';
import { eventBefore, followStack, newestEvent, type StackEnd } from './follow-stack';
import { changeSetName } from './old-change-sets';
import type { SavedStack } from './plan-stack';
import { commandFor, type FoundStack, findStack, isGoingOn } from './stack';
import { inputOfStored, type StoredRequest } from './stack-request';

/**
 * Applies exactly what was planned for one stack, and follows it to its end.
 * @throws Error where the stack has changed since, or the change fails, saying what stands then
 */
export async function applyStack(job: Job, saved: SavedStack): Promise<void> {
  const client = cloudFormationOf(job);
  const stack = await findStack(client, saved.name);
  if (stack && saved.changeSet !== undefined && stack.changeSet === saved.changeSet)
    return goOn(job, client, saved, stack);
  if (saved.request) return makeAnew(job, client, saved, saved.request, stack);
  demandUnmoved(job, saved, stack);
  if (saved.changeSet === undefined) {
    job.say(`Stack ${saved.name} is as the commit says already.`);
    return;
  }
  await demandExecutable(job, client, saved, saved.changeSet);
  await execute(job, client, saved, saved.changeSet);
}

/** The plan was applied by an earlier try of the same deploy. */
async function goOn(
  job: Job,
  client: CloudFormation,
  saved: SavedStack,
  stack: FoundStack,
): Promise<void> {
  if (isGoingOn(stack.status)) {
    job.say(`Stack ${saved.name} is ${stack.status} by this plan already.`);
    const mark = await eventBefore(client, stack.id, changeSetName(job));
    return ended(job, saved.name, await followStack(job, client, stack.id, mark));
  }
  if (!isGood(stack.status))
    throw new GitenvError(
      'STALE_PLAN',
      `This plan was applied to stack ${saved.name} before and failed: it is ${stack.status}`,
      { changed: 'nothing', ...planAgain(job) },
    );
  job.say(`Stack ${saved.name} was brought to this plan already.`);
}

/** A stack that could not be planned as a change set: it is made from nothing. */
async function makeAnew(
  job: Job,
  client: CloudFormation,
  saved: SavedStack,
  request: StoredRequest,
  stack: FoundStack | undefined,
): Promise<void> {
  const failed = saved.way === 'recreate' ? stack : undefined;
  if (saved.way === 'recreate' || stack?.status !== 'REVIEW_IN_PROGRESS')
    demandUnmoved(job, saved, stack);
  if (failed) {
    job.say(`Deleting what a failed creation left of stack ${saved.name}.`);
    await deleteFailed(job, client, failed);
  }
  const made = await makeChangeSet(client, {
    stack: saved.name,
    name: changeSetName(job),
    environment: job.environment,
    isNew: true,
    description: `Commit ${job.commit} for ${job.environment}`,
    input: inputOfStored(request),
  });
  if (made) await execute(job, client, { ...saved, id: made.stackId }, made.id);
}

async function deleteFailed(job: Job, client: CloudFormation, stack: FoundStack): Promise<void> {
  const mark = await newestEvent(client, stack.id);
  await client.ask('DeleteStack', { StackName: stack.id });
  const { status, cause } = await followStack(job, client, stack.id, mark);
  if (status === 'DELETE_COMPLETE') return;
  throw new GitenvError(
    'STACK_FAILED',
    `Stack ${stack.name} is ${status}: ${cause} Nothing was deployed`,
    { hint: `${commandFor('DELETE_FAILED', stack.name)}` },
  );
}

function demandUnmoved(job: Job, saved: SavedStack, stack: FoundStack | undefined): void {
  if ((stack?.id ?? '') === saved.id && (stack?.changedAt ?? '') === saved.changedAt) return;
  const since = stack ? `was changed at ${stack.changedAt}` : 'was deleted';
  throw moved(job, saved, `it ${since}`);
}

async function demandExecutable(
  job: Job,
  client: CloudFormation,
  saved: SavedStack,
  changeSet: string,
): Promise<void> {
  const named = { StackName: saved.id, ChangeSetName: changeSet };
  const status = await client.ask('DescribeChangeSet', named).then(
    (reply) => reply.text('ExecutionStatus'),
    (error: Error) => {
      if (error.name === 'ChangeSetNotFound') return 'deleted';
      throw error;
    },
  );
  if (status !== 'AVAILABLE') throw moved(job, saved, `its change set is ${status}`);
}

function moved(job: Job, { name }: SavedStack, why: string): GitenvError {
  return new GitenvError(
    'STALE_PLAN',
    `Stack ${name} is no longer what the plan was made for: ${why}`,
    { changed: 'nothing', ...planAgain(job) },
  );
}

function planAgain({ environment }: Job): { hint: string } {
  return { hint: `gitenv redeploy ${environment}` };
}

async function execute(
  job: Job,
  client: CloudFormation,
  { name, id, way }: SavedStack,
  changeSet: string,
): Promise<void> {
  const mark = await newestEvent(client, id);
  await client.ask('ExecuteChangeSet', {
    StackName: id,
    ChangeSetName: changeSet,
    ClientRequestToken: changeSetName(job),
    // What a failed creation made is of no use to anybody, not even where it is to be retained later.
    RetainExceptOnCreate: way === 'update' ? undefined : true,
  });
  await ended(job, name, await followStack(job, client, id, mark));
}

function isGood(status: string): boolean {
  return status === 'CREATE_COMPLETE' || status === 'UPDATE_COMPLETE';
}

async function ended(job: Job, name: string, { status, cause }: StackEnd): Promise<void> {
  if (isGood(status)) return;
  const { environment } = job;
  const lacked = lackedRightIn(job, cause);
  throw new GitenvError('STACK_FAILED', `Stack ${name} ended as ${status}`, {
    changed: isPutBack(status) ? 'put back' : undefined,
    further: [cause, whatStands(status), ...(lacked ? [lacked.further] : [])].join('\n'),
    advice: lacked?.advice,
    hint: commandFor(status, name) ?? lacked?.hint ?? `gitenv redeploy ${environment}`,
  });
}

function isPutBack(status: string): boolean {
  return status === 'UPDATE_ROLLBACK_COMPLETE' || status === 'ROLLBACK_COMPLETE';
}

function whatStands(status: string): string {
  if (status === 'UPDATE_ROLLBACK_COMPLETE')
    return 'The stack is back to what it was before: nothing of this release stands.';
  if (status === 'ROLLBACK_COMPLETE')
    return 'What it had made is deleted again: nothing of this release stands. The next release deletes the failed stack first.';
  if (commandFor(status, '') !== undefined)
    return 'Going back failed as well: some of this release stands. The next release can be planned after the command below.';
  return 'Some of this release may stand: the next one is planned from what does.';
}

import { pollingPause } from '../../lib/aws/call/polling';
import { failureName, GitenvError } from '../../lib/errors';
import type { Job } from '../program/job/job';
import type { CloudFormation } from './client';

/** A stack as it stands. */
export interface FoundStack {
  readonly id: string;
  readonly name: string;
  readonly status: string;
  readonly reason: string;
  /** When it was last changed, as CloudFormation writes it: the same text is the same change. */
  readonly changedAt: string;
  /** ARN of the change set that it was last changed by; empty where it was none. */
  readonly changeSet: string;
}

/** @returns undefined where there is no such stack */
export async function findStack(
  client: CloudFormation,
  nameOrId: string,
): Promise<FoundStack | undefined> {
  try {
    const reply = await client.ask('DescribeStacks', { StackName: nameOrId });
    const [stack] = reply.list('Stacks');
    if (!stack || stack.text('StackStatus') === 'DELETE_COMPLETE') return undefined;
    return {
      id: stack.text('StackId'),
      name: stack.text('StackName'),
      status: stack.text('StackStatus'),
      reason: stack.text('StackStatusReason'),
      changedAt: stack.text('LastUpdatedTime') || stack.text('CreationTime'),
      changeSet: stack.text('ChangeSetId'),
    };
  } catch (error) {
    // That there is none has no code of its own, and nothing else is wrong with a request for a name.
    if (failureName(error) === 'ValidationError') return undefined;
    throw error;
  }
}

export function isGoingOn(status: string): boolean {
  return status.endsWith('_IN_PROGRESS') && status !== 'REVIEW_IN_PROGRESS';
}

/**
 * The stack once nothing goes on in it: another release may be at work there.
 * @throws GitenvError UNSETTLED where that takes longer than the job has patience
 */
export async function settledStack(
  client: CloudFormation,
  name: string,
  job: Job,
): Promise<FoundStack | undefined> {
  const pause = pollingPause();
  const begun = Date.now();
  let told = '';
  for (;;) {
    const stack = await findStack(client, name);
    if (!stack || !isUnsettled(stack.status)) return stack;
    const patience = await job.patience();
    const isOver = Date.now() - begun >= patience;
    if (isOver && (isGoingOn(stack.status) || patience === 0))
      throw unsettled(job, stack, patience);
    if (!isGoingOn(stack.status)) return stack;
    if (told !== stack.status) job.say(`Stack ${name} is ${stack.status}: waiting for its end.`);
    told = stack.status;
    await pause();
  }
}

/** Whether a deploy has something to settle first. */
function isUnsettled(status: string): boolean {
  return isGoingOn(status) || status === 'UPDATE_ROLLBACK_FAILED' || isFailedCreation(status);
}

/** Whether the stack has never been there as a whole: it can only be deleted. */
export function isFailedCreation(status: string): boolean {
  return ['CREATE_FAILED', 'ROLLBACK_COMPLETE', 'ROLLBACK_FAILED'].includes(status);
}

function unsettled({ environment }: Job, { name, status }: FoundStack, ms: number): GitenvError {
  const long = ms === 0 ? '' : `, after waiting ${inWords(ms)} for it`;
  return new GitenvError('UNSETTLED', `Stack ${name} is ${status}${long}`, {
    advice: 'Go back now, which ends what is on its way, or only end that.',
    hint: `gitenv rollback ${environment} --now --reason '…'\ngitenv cancel ${environment}`,
  });
}

function inWords(ms: number): string {
  const [count, unit] = ms < 60_000 ? [ms / 1000, 'second'] : [ms / 60_000, 'minute'];
  const whole = Math.round(count);
  return `${whole} ${unit}${whole === 1 ? '' : 's'}`;
}

/** How a stack can be brought to what a commit says. */
export type Way = 'create' | 'update' | 'recreate';

/** @throws GitenvError STACK_STUCK saying what to do first where CloudFormation lets nobody change the stack */
export function wayFor(stack: FoundStack | undefined): Way {
  if (!stack || stack.status === 'REVIEW_IN_PROGRESS') return 'create';
  const { name, status, reason } = stack;
  // The stack of a failed creation has nothing in it any more, and can only be deleted.
  if (status === 'ROLLBACK_COMPLETE') return 'recreate';
  const command = commandFor(status, name);
  if (command === undefined) return 'update';
  const why = reason === '' ? '' : ` (${reason.trim()})`;
  const message = `Stack ${name} is ${status}${why}, so nothing can be planned`;
  throw new GitenvError('STACK_STUCK', message, { hint: command });
}

/** What a person has to do about a stack that failed; undefined where it can be changed as it is. */
export function commandFor(status: string, name: string): string | undefined {
  if (['ROLLBACK_FAILED', 'DELETE_FAILED', 'IMPORT_ROLLBACK_FAILED'].includes(status))
    return `aws cloudformation delete-stack --stack-name ${name}`;
  if (status === 'UPDATE_ROLLBACK_FAILED')
    return `aws cloudformation continue-update-rollback --stack-name ${name}`;
  return undefined;
}

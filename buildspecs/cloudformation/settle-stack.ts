import { clauseOf, failureName, GitenvError } from '../../lib/errors';
import type { Job } from '../program/job/job';
import { type CloudFormation, cloudFormationOf } from './client';
import { failedToGoBack } from './failed-resources';
import { followStack, newestEvent } from './follow-stack';
import { commandFor, type FoundStack, findStack, isFailedCreation, isGoingOn } from './stack';

/** More than a stack needs to come to rest, each step being told. */
const stepsAtMost = 12;

/**
 * Brings a stack that another release left in the middle to where it can be changed: what goes on is taken back or
 * followed to its end, a way back that failed is continued, and what is left of a failed creation is deleted.
 * @throws GitenvError STACK_STUCK with the command for a person, where CloudFormation lets nobody else on
 */
export async function settleStack(job: Job, name: string): Promise<void> {
  const client = cloudFormationOf(job);
  const settling: Settling = {
    job,
    client,
    skipped: new Set(),
    wasContinued: false,
    wasDeleted: false,
  };
  for (let step = 0; step < stepsAtMost; step += 1) {
    const stack = await findStack(client, name);
    if (!stack || isAtRest(stack.status)) return tellSkipped(settling, name);
    await takeStep(settling, stack);
  }
  const stack = await findStack(client, name);
  if (stack && !isAtRest(stack.status)) throw stuck(stack);
  tellSkipped(settling, name);
}

/** CloudFormation takes them for brought back, so that no change set has them. */
function tellSkipped({ job, skipped }: Settling, name: string): void {
  if (skipped.size === 0) return;
  job.say(
    `In stack ${name} these may still be as the release before left them, and no plan shows it: ${[...skipped].join(', ')}. Compare them with the commit: gitenv drift ${job.environment}`,
  );
}

interface Settling {
  readonly job: Job;
  readonly client: CloudFormation;
  /** Resources that were left as they are, since going back failed on them. */
  readonly skipped: Set<string>;
  wasContinued: boolean;
  /** What is left of a failed creation was deleted by us. */
  wasDeleted: boolean;
}

/** Whether a release can go on from there; one that was never created is none. */
function isAtRest(status: string): boolean {
  return !isGoingOn(status) && !isFailedCreation(status) && commandFor(status, '') === undefined;
}

async function takeStep(settling: Settling, stack: FoundStack): Promise<void> {
  const { status } = stack;
  if (status === 'UPDATE_IN_PROGRESS') return cancelUpdate(settling, stack);
  if (status === 'CREATE_IN_PROGRESS' || isFailedCreation(status)) return remove(settling, stack);
  if (status === 'UPDATE_ROLLBACK_FAILED') return continueBack(settling, stack);
  if (!isGoingOn(status)) throw stuck(stack);
  settling.job.say(`Stack ${stack.name} is ${status}: waiting for its end.`);
  return followOn(settling, stack);
}

/**
 * Begins something in a stack and follows what comes of it.
 * @returns false where CloudFormation refuses it, as it does where the stack has moved on meanwhile: the next look tells
 */
async function begun(
  { job, client }: Settling,
  stack: FoundStack,
  what: string,
  begin: () => Promise<unknown>,
): Promise<boolean> {
  job.say(`Stack ${stack.name} is ${stack.status}: ${what}.`);
  const mark = await newestEvent(client, stack.id);
  try {
    await begin();
  } catch (error) {
    if (failureName(error) !== 'ValidationError') throw error;
    job.say(`CloudFormation refuses that: ${clauseOf(error)}.`);
    await followOn({ job, client }, stack);
    return false;
  }
  await followStack(job, client, stack.id, mark);
  return true;
}

/** Follows what goes on in a stack already, if anything still does. */
async function followOn(
  { job, client }: Pick<Settling, 'job' | 'client'>,
  { id }: FoundStack,
): Promise<void> {
  const mark = await newestEvent(client, id);
  const now = await findStack(client, id);
  if (now && isGoingOn(now.status)) await followStack(job, client, id, mark);
}

async function cancelUpdate(settling: Settling, stack: FoundStack): Promise<void> {
  const { client } = settling;
  await begun(settling, stack, 'cancelling the update, and following its way back', () =>
    client.ask('CancelUpdateStack', { StackName: stack.id }),
  );
}

/** A stack that was never created has nothing that a release before this one had put there. */
async function remove(settling: Settling, stack: FoundStack): Promise<void> {
  if (settling.wasDeleted) throw stuck(stack);
  const { client } = settling;
  settling.wasDeleted = await begun(settling, stack, 'deleting it, so that it is made anew', () =>
    client.ask('DeleteStack', { StackName: stack.id }),
  );
}

/** Nothing is skipped before going back has been tried once more, and nothing twice. */
async function continueBack(settling: Settling, stack: FoundStack): Promise<void> {
  const { client, skipped, wasContinued } = settling;
  const failed = wasContinued ? await failedToGoBack(client, stack.id) : [];
  if (wasContinued && failed.every((it) => skipped.has(it))) throw stuck(stack);
  settling.wasContinued = true;
  for (const name of failed) skipped.add(name);
  const without = failed.length > 0 ? `, and leaving as they are: ${failed.join(', ')}` : '';
  await begun(settling, stack, `continuing its way back${without}`, () =>
    client.ask('ContinueUpdateRollback', {
      StackName: stack.id,
      ResourcesToSkip: failed.length > 0 ? failed : undefined,
    }),
  );
}

function stuck({ name, status, reason }: FoundStack): GitenvError {
  const why = reason === '' ? '' : ` (${reason.trim()})`;
  return new GitenvError(
    'STACK_STUCK',
    `Stack ${name} is ${status}${why}, and gitenv cannot settle it`,
    {
      hint:
        commandFor(status, name) ?? `aws cloudformation describe-stack-events --stack-name ${name}`,
    },
  );
}

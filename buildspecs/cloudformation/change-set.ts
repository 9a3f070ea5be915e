import { randomUUID } from 'node:crypto';
import { pollingPause } from '../../lib/aws/call/polling';
import type { PlannedChange } from '../../lib/bundle/plan';
import { clauseOf, GitenvError } from '../../lib/errors';
import type { CloudFormation, QueryInput } from './client';
import { plannedChanges } from './describe-changes';

/** A change set that can be executed. */
export interface ChangeSet {
  readonly id: string;
  readonly stackId: string;
  readonly changes: readonly PlannedChange[];
}

/** What a change set is made of: a stack and a name, and the rest as `inputOf` says it. */
export interface NewChangeSet {
  readonly stack: string;
  readonly name: string;
  readonly isNew: boolean;
  readonly description: string;
  readonly input: QueryInput;
}

/**
 * Makes a change set and waits until it can be executed.
 * @returns undefined where nothing would change, and then there is none
 * @throws GitenvError with CloudFormation's reason where the template cannot become the stack
 */
export async function makeChangeSet(
  client: CloudFormation,
  made: NewChangeSet,
): Promise<ChangeSet | undefined> {
  const { stack, name, isNew, description, input } = made;
  const reply = await client
    .ask('CreateChangeSet', {
      StackName: stack,
      ChangeSetName: name,
      ChangeSetType: isNew ? 'CREATE' : 'UPDATE',
      // Of this call alone: CloudFormation keeps a token beyond the change set, which a retry makes anew.
      ClientToken: randomUUID(),
      Description: description,
      ...input,
    })
    .catch((error: Error) => {
      throw refused(stack, error);
    });
  const [id, stackId] = [reply.text('Id'), reply.text('StackId')];
  const named = { StackName: stackId, ChangeSetName: id };
  const failure = await failureOf(client, named);
  if (failure !== undefined) {
    await client.ask('DeleteChangeSet', named);
    // A change set without changes is a failed one, told from a real failure by its sentence alone.
    if (/didn't contain changes|No updates are to be performed/.test(failure)) return undefined;
    throw new GitenvError(
      'BAD_COMMIT',
      `Stack ${stack} cannot become what the commit says: ${failure}`,
    );
  }
  const shown = { ...named, IncludePropertyValues: true };
  const changes = plannedChanges(await client.askAll('DescribeChangeSet', shown, 'Changes'));
  return { id, stackId, changes: changes.length > 0 ? changes : [ofTheStackAlone(stack)] };
}

/** @returns why there is no change set to be executed; undefined where there is one */
async function failureOf(client: CloudFormation, named: QueryInput): Promise<string | undefined> {
  const pause = pollingPause();
  for (;;) {
    const reply = await client.ask('DescribeChangeSet', named);
    const status = reply.text('Status');
    if (status === 'CREATE_COMPLETE') return undefined;
    if (!/_(PENDING|IN_PROGRESS)$/.test(status)) return reply.text('StatusReason') || status;
    await pause();
  }
}

/** Outputs and tags are no resources, and so in no list of changes. */
function ofTheStackAlone(stack: string): PlannedChange {
  const detail = 'outputs, exports or tags of the stack itself';
  return { action: 'change', type: 'AWS::CloudFormation::Stack', name: stack, detail };
}

function refused(stack: string, error: Error): Error {
  if (error.name !== 'ValidationError' && error.name !== 'InsufficientCapabilitiesException')
    return error;
  return new GitenvError(
    'BAD_COMMIT',
    `Stack ${stack} cannot become what the commit says: ${clauseOf(error)}`,
  );
}

import { randomUUID } from 'node:crypto';
import { pollingPause } from '../../lib/aws/call/polling';
import {
  explainingRight,
  isExplainedElsewhere,
  listRefused,
  type RefusedResource,
} from '../../lib/aws/stack/refused';
import type { PlannedChange } from '../../lib/bundle/plan';
import { clauseOf, GitenvError } from '../../lib/errors';
import type { CloudFormation, QueryInput } from './client';
import { plannedChanges } from './describe-changes';
import type { Reply } from './reply';

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
  /** That it is made in. */
  readonly environment: string;
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
      throw refused(made, error);
    });
  const [id, stackId] = [reply.text('Id'), reply.text('StackId')];
  const named = { StackName: stackId, ChangeSetName: id };
  const failure = await failureOf(client, named);
  // A change set without changes is a failed one, told from a real failure by its sentence alone.
  const isEmpty = /didn't contain changes|No updates are to be performed/.test(failure ?? '');
  if (failure !== undefined) {
    // Nobody can ask for its events once it is deleted.
    const refusal = isEmpty ? undefined : await refusalOf(client, { ...made, id, reason: failure });
    await client.ask('DeleteChangeSet', named);
    if (refusal) throw refusal;
    return undefined;
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

function refused({ stack, environment }: NewChangeSet, error: Error): Error {
  const facts = rightsOfReferences(environment, error.message);
  if (error instanceof GitenvError) return error.with(facts);
  if (error.name !== 'ValidationError' && error.name !== 'InsufficientCapabilitiesException')
    return error;
  const clause = `Stack ${stack} cannot become what the commit says: ${clauseOf(error)}`;
  return new GitenvError('BAD_COMMIT', clause, facts);
}

/**
 * What a plan may lack that is refused for an action of SSM: no document says which of a template's references to
 * parameters are read when it is planned, and which when it is deployed.
 * @param words CloudFormation's own
 */
function rightsOfReferences(environment: string, words: string) {
  if (!/\bssm:[A-Z]/.test(words)) return {};
  return {
    further: `CloudFormation reads a template's parameters of SSM types and its dynamic references ({{resolve:ssm:…}}) with the rights of the role that plans. Make a policy that allows ssm:GetParameters and ssm:GetParameter on what the template refers to, and give its ARN to gitenv init ${environment} with --build-policy.`,
  };
}

/** A change set that failed. */
interface FailedChangeSet {
  readonly id: string;
  readonly stack: string;
  readonly environment: string;
  /** CloudFormation's own sentence, which names no resource if early validation has failed. */
  readonly reason: string;
}

/** Why a change set failed: what its events say of each resource, as long as it is there. */
async function refusalOf(
  client: CloudFormation,
  { stack, environment, id, reason }: FailedChangeSet,
): Promise<GitenvError> {
  const refused = await refusedResources(client, id);
  const clause = `Stack ${stack} cannot become what the commit says:`;
  if (refused !== 'denied' && refused.length > 0) {
    const list = listRefused(refused);
    const { further } = rightsOfReferences(environment, list);
    return new GitenvError('BAD_COMMIT', clause, {
      further: further ? `${list}\n${further}` : list,
    });
  }
  const isUnexplained = refused === 'denied' && isExplainedElsewhere(reason);
  return new GitenvError(
    'BAD_COMMIT',
    `${clause} ${reason}`,
    isUnexplained ? lacking(environment) : rightsOfReferences(environment, reason),
  );
}

function lacking(environment: string) {
  return {
    further: `The role of this build lacks the right ${explainingRight}, without which CloudFormation does not say which resource it means. gitenv init ${environment} gives it that right, and the release that is tried again says which resource it is.`,
    hint: `gitenv init ${environment}\ngitenv retry ${environment}`,
  };
}

async function refusedResources(
  client: CloudFormation,
  ChangeSetName: string,
): Promise<RefusedResource[] | 'denied'> {
  const input = { ChangeSetName, 'Filters.FailedEvents': true };
  try {
    return (await client.askAll('DescribeEvents', input, 'OperationEvents')).flatMap(refusedIn);
  } catch (error) {
    if (error instanceof GitenvError && error.code === 'ACCESS_DENIED') return 'denied';
    throw error;
  }
}

/** What AWS only warns of is not why it failed. */
function refusedIn(event: Reply): RefusedResource[] {
  const reason =
    event.text('ValidationStatusReason') ||
    event.text('HookStatusReason') ||
    event.text('ResourceStatusReason');
  const mode = event.text('ValidationFailureMode') || event.text('HookFailureMode');
  if (reason === '' || mode === 'WARN') return [];
  return [
    {
      logicalId: event.text('LogicalResourceId'),
      type: event.text('ResourceType'),
      reason,
      path: event.text('ValidationPath'),
    },
  ];
}

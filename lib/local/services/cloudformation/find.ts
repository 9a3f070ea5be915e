import { createHash } from 'node:crypto';
import { type Context, ServiceError } from '../../service';
import { validationError } from './errors';
import { type ChangeSetRecord, changeSetsOf, type StackRecord, stacksOf } from './records';

/** The stack of that name, or of that id even after it was deleted. */
export function findStack(context: Context, nameOrId: string | undefined): StackRecord | undefined {
  const stacks = stacksOf(context).list();
  if (nameOrId?.startsWith('arn:')) return stacks.find(({ id }) => id === nameOrId);
  return stacks.find(({ name, status }) => name === nameOrId && status !== 'DELETE_COMPLETE');
}

const missingName =
  "1 validation error detected: Value null at 'stackName' failed to satisfy constraint: Member must not be null";

/** @throws ServiceError in the words clients match on */
export function needStack(context: Context, nameOrId: string | undefined): StackRecord {
  if (nameOrId === undefined) throw validationError(missingName);
  const stack = findStack(context, nameOrId);
  if (!stack) throw validationError(`Stack with id ${nameOrId} does not exist`);
  return stack;
}

/** Other operations say the same with brackets. */
export function needLiveStack(context: Context, nameOrId: string | undefined): StackRecord {
  const stack = findStack(context, nameOrId);
  if (!stack || stack.status === 'DELETE_COMPLETE')
    throw validationError(`Stack [${nameOrId}] does not exist`);
  return stack;
}

/** @throws ServiceError when something else is going on in the stack, or it may only be deleted */
export function needUpdatable(stack: StackRecord): void {
  const isFailed = stack.status === 'CREATE_FAILED' || stack.status === 'UPDATE_FAILED';
  if (!/^(CREATE|UPDATE|UPDATE_ROLLBACK|IMPORT)_COMPLETE$/.test(stack.status) && !isFailed)
    throw validationError(`Stack:${stack.id} is in ${stack.status} state and can not be updated.`);
}

export function findChangeSet(
  context: Context,
  nameOrId: string | undefined,
  stackName: string | undefined,
): ChangeSetRecord | undefined {
  if (nameOrId?.startsWith('arn:')) return changeSetsOf(context).get(keyOf(nameOrId));
  if (stackName === undefined)
    throw validationError(
      'StackName must be specified if ChangeSetName is not specified as an ARN.',
    );
  const stack = needStack(context, stackName);
  return changeSetsOf(context)
    .list()
    .find(({ name, stackId }) => name === nameOrId && stackId === stack.id);
}

export function needChangeSet(
  context: Context,
  nameOrId: string | undefined,
  stackName: string | undefined,
): ChangeSetRecord {
  const found = findChangeSet(context, nameOrId, stackName);
  if (!found)
    throw new ServiceError('ChangeSetNotFound', `ChangeSet [${nameOrId}] does not exist`, 404);
  return found;
}

/** Records are kept under the last part of an ARN. */
export function keyOf(arn: string): string {
  return arn.split('/').at(-1) ?? arn;
}

/** @throws ServiceError for a name AWS would not take */
export function checkName(name: string | undefined, member: string): string {
  if (name === undefined || name === '' || !/^[a-zA-Z][-a-zA-Z0-9]{0,127}$/.test(name))
    throw validationError(
      `1 validation error detected: Value '${name ?? ''}' at '${member}' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*`,
    );
  return name;
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly next?: string;
}

/** One page of a list. The token is the position, signed by what was listed so that it is not taken for another's. */
export function pageOf<T>(
  items: readonly T[],
  token: string | undefined,
  size: number,
  listing: string,
): Page<T> {
  const mark = createHash('sha256').update(listing).digest('hex').slice(0, 12);
  const [given, position] = token === undefined ? [mark, '0'] : token.split('.');
  if (given !== mark || !/^\d+$/.test(position ?? ''))
    throw validationError(`Invalid NextToken: ${token}`);
  const from = Number(position);
  const page = items.slice(from, from + size);
  return { items: page, ...(from + size < items.length && { next: `${mark}.${from + size}` }) };
}

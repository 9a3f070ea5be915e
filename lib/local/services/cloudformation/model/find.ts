import { createHash } from 'node:crypto';
import type { Context } from '../../../base/context';
import type { Tokens } from '../../../base/page';
import { ServiceError } from '../../../base/service-error';
import { invalid } from './errors';
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
  if (nameOrId === undefined) throw invalid(missingName);
  const stack = findStack(context, nameOrId);
  if (!stack) throw invalid(`Stack with id ${nameOrId} does not exist`);
  return stack;
}

/** Other operations say the same with brackets. */
export function needLiveStack(context: Context, nameOrId: string | undefined): StackRecord {
  const stack = findStack(context, nameOrId);
  if (!stack || stack.status === 'DELETE_COMPLETE')
    throw invalid(`Stack [${nameOrId}] does not exist`);
  return stack;
}

/** @throws ServiceError when something else is going on in the stack, or it may only be deleted */
export function needUpdatable(stack: StackRecord): void {
  const isFailed = stack.status === 'CREATE_FAILED' || stack.status === 'UPDATE_FAILED';
  if (!/^(CREATE|UPDATE|UPDATE_ROLLBACK|IMPORT)_COMPLETE$/.test(stack.status) && !isFailed)
    throw invalid(`Stack:${stack.id} is in ${stack.status} state and can not be updated.`);
}

export function findChangeSet(
  context: Context,
  nameOrId: string | undefined,
  stackName: string | undefined,
): ChangeSetRecord | undefined {
  if (nameOrId?.startsWith('arn:')) return changeSetsOf(context).get(keyOf(nameOrId));
  if (stackName === undefined)
    throw invalid('StackName must be specified if ChangeSetName is not specified as an ARN.');
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
    throw invalid(
      `1 validation error detected: Value '${name ?? ''}' at '${member}' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*`,
    );
  return name;
}

/** The tokens of one listing: positions, signed by what is listed so that they are not taken for another's. */
export function tokensOf(listing: string): Tokens {
  const mark = createHash('sha256').update(listing).digest('hex').slice(0, 12);
  return {
    coding: {
      write: (position) => `${mark}.${position}`,
      read(token) {
        const [given, position = ''] = token.split('.');
        return given === mark && /^\d+$/.test(position) ? Number(position) : undefined;
      },
    },
    invalid: (token) => invalid(`Invalid NextToken: ${token}`),
  };
}

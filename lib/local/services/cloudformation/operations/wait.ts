import type { DescribeChangeSetOutput, Stack } from '@aws-sdk/client-cloudformation';
import type { Context } from '../../../base/context';
import { findStack, keyOf, needChangeSet } from '../model/find';
import { stacksOf } from '../model/records';
import { showStack } from '../model/show';
import { ended } from '../model/track';
import { DescribeChangeSet } from './change-sets';

/** Resolves with the stack once no operation is going on in it; with nothing when it is gone. */
export async function WaitForStack(
  { StackName }: { readonly StackName: string },
  context: Context,
): Promise<{ Stack?: Stack }> {
  const stack = findStack(context, StackName);
  if (!stack) return {};
  await ended(context, stack.uuid);
  const now = stacksOf(context).get(stack.uuid);
  return now ? { Stack: showStack(now) } : {};
}

/** Resolves with the change set once it was made or has failed. */
export async function WaitForChangeSet(
  input: { readonly ChangeSetName: string; readonly StackName: string },
  context: Context,
): Promise<DescribeChangeSetOutput> {
  await ended(context, keyOf(needChangeSet(context, input.ChangeSetName, input.StackName).id));
  return DescribeChangeSet(input, context);
}

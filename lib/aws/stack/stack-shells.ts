import type { StackStatus } from '@aws-sdk/client-cloudformation';
import type { Account } from '../account/account';
import { call, callPages } from '../call/call';
import * as cloudformation from './operations';
import { describeStack } from './stack';

/** A stack that a change set has begun and nobody has filled: it has a name and no resource. */
export interface StackShell {
  /** Its ARN. */
  readonly id: string;
  readonly name: string;
  /** Names of the change sets that would fill it. */
  readonly changeSets: readonly string[];
}

const begun: StackStatus = 'REVIEW_IN_PROGRESS';

/** Undefined where the stack has been filled since, or is gone. */
export async function findShell(account: Account, id: string): Promise<StackShell | undefined> {
  const stack = await describeStack(account, id);
  return stack?.status === begun ? shellOf(account, stack) : undefined;
}

/** All of an account and region. */
export async function listShells(account: Account): Promise<StackShell[]> {
  const found: { id: string; name: string }[] = [];
  const input = { StackStatusFilter: [begun] };
  for await (const page of callPages(account, cloudformation.ListStacks, input, 'NextToken'))
    for (const { StackId: id = '', StackName: name = '' } of page.StackSummaries ?? [])
      found.push({ id, name });
  return Promise.all(found.map((stack) => shellOf(account, stack)));
}

/**
 * Looks once more first, since AWS deletes what has been filled meanwhile as well. It has nothing that could fail to be
 * deleted, and needs no waiting for.
 * @returns false where it is not what it was, and stays
 */
export async function deleteShell(account: Account, shell: StackShell): Promise<boolean> {
  const now = await findShell(account, shell.id);
  if (now?.changeSets.join() !== shell.changeSets.join()) return false;
  await call(account, cloudformation.DeleteStack, { StackName: shell.id });
  return true;
}

async function shellOf(
  account: Account,
  { id, name }: { id: string; name: string },
): Promise<StackShell> {
  const changeSets: string[] = [];
  const input = { StackName: id };
  for await (const page of callPages(account, cloudformation.ListChangeSets, input, 'NextToken'))
    changeSets.push(...(page.Summaries ?? []).map((it) => it.ChangeSetName ?? ''));
  return { id, name, changeSets };
}

import { type Account, callAws } from '../account/account';
import { describeStack } from './stack';

/** A stack that a change set has begun and nobody has filled: it has a name and no resource. */
export interface StackShell {
  /** Its ARN. */
  readonly id: string;
  readonly name: string;
  /** Names of the change sets that would fill it. */
  readonly changeSets: readonly string[];
}

const begun = 'REVIEW_IN_PROGRESS';

/** Undefined where the stack has been filled since, or is gone. */
export async function findShell(account: Account, id: string): Promise<StackShell | undefined> {
  const stack = await describeStack(account, id);
  return stack?.status === begun ? shellOf(account, stack) : undefined;
}

/** All of an account and region. */
export async function listShells(account: Account): Promise<StackShell[]> {
  const { paginateListStacks } = await import('@aws-sdk/client-cloudformation');
  const found = await callAws(account, async () => {
    const client = await account.cloudformation();
    const stacks: { id: string; name: string }[] = [];
    for await (const page of paginateListStacks({ client }, { StackStatusFilter: [begun] }))
      for (const { StackId: id = '', StackName: name = '' } of page.StackSummaries ?? [])
        stacks.push({ id, name });
    return stacks;
  });
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
  const { DeleteStackCommand } = await import('./sdk');
  await callAws(account, async () =>
    (await account.cloudformation()).send(new DeleteStackCommand({ StackName: shell.id })),
  );
  return true;
}

async function shellOf(
  account: Account,
  { id, name }: { id: string; name: string },
): Promise<StackShell> {
  const { paginateListChangeSets } = await import('@aws-sdk/client-cloudformation');
  return callAws(account, async () => {
    const client = await account.cloudformation();
    const changeSets: string[] = [];
    for await (const page of paginateListChangeSets({ client }, { StackName: id }))
      changeSets.push(...(page.Summaries ?? []).map((it) => it.ChangeSetName ?? ''));
    return { id, name, changeSets };
  });
}

import type { Account } from '../../aws/account/account';
import { describeStack } from '../../aws/stack/stack';
import { stackNames } from '../../aws/stack/stack-names';
import { namesOf } from '../../contract';
import { GitenvError } from '../../errors';
import { isInstalled } from './neighbours';

/** What the stacks of an account and region say of the names in it. */
export interface NamesAround {
  /** Applications whose names begin with this one's and a dash. */
  readonly longer: readonly string[];
  /** Names of all stacks. */
  readonly stacks: readonly string[];
}

/** @returns undefined where the caller may not list stacks */
export async function namesAround(
  account: Account,
  application: string,
): Promise<NamesAround | undefined> {
  const stacks = await namesOrNone(account);
  if (stacks === undefined) return undefined;
  const { stack } = namesOf(application);
  const candidates = stacks.filter((name) => name.startsWith(`${stack}-`));
  const found = await Promise.all(candidates.map((name) => describeStack(account, name)));
  const longer = found
    .filter(isInstalled)
    .map(({ name }) => `${application}${name.slice(stack.length)}`);
  return { longer: longer.sort(), stacks };
}

async function namesOrNone(account: Account): Promise<string[] | undefined> {
  try {
    return await stackNames(account);
  } catch (error) {
    if (error instanceof GitenvError && error.code === 'ACCESS_DENIED') return undefined;
    throw error;
  }
}

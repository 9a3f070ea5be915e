import type { Account } from '../../aws/account/account';
import { describeStack, type StackState } from '../../aws/stack/stack';
import { applicationPattern, namesOf, outputs } from '../../contract';
import { arnsByName, fittingArns, ownArns } from '../../own-arns';

/** Another application of the same account and region. */
export interface Neighbour {
  readonly application: string;
  /** Of its repository, pipeline and roles. */
  readonly stack: StackState;
}

/** Whether an environment's stack is what a found one is: somebody may have called a stack of his own so. */
export const isInstalled = (stack: StackState | undefined): stack is StackState =>
  stack?.outputs[outputs.contractVersion] !== undefined;

/** The applications whose names this one's begins with, and that therefore could reach what is its own. */
export async function shorterNeighbours(
  account: Account,
  application: string,
): Promise<Neighbour[]> {
  const words = application.split('-');
  const names = words
    .map((_, index) => words.slice(0, index).join('-'))
    .filter((name) => applicationPattern.test(name));
  const found = await Promise.all(
    names.map(async (name) => ({
      application: name,
      stack: await describeStack(account, namesOf(name).stack),
    })),
  );
  return found.flatMap(({ application: name, stack }) =>
    isInstalled(stack) ? [{ application: name, stack }] : [],
  );
}

/** Of these stacks, those that an application has by their names. */
export function stacksNamedAs(application: string, stacks: readonly string[]): string[] {
  return stacks.filter((name) => name === application || name.startsWith(`${application}-`)).sort();
}

/** What an application's roles are denied so far, as its stack says. */
export function deniedBy(stack: StackState | undefined): string[] {
  return (stack?.outputs[outputs.apartFrom] ?? '').split(',').filter(Boolean);
}

/** Whether a stack's list has all that it can have of what is wanted. */
export const denies = (list: readonly string[], wanted: readonly string[]) =>
  fittingArns([...list, ...wanted]).every((it) => list.includes(it));

/** What only these applications reach. */
export async function ownedBy(
  account: Account,
  applications: readonly string[],
): Promise<string[]> {
  const { arn, account: id } = await account.verify();
  const place = { partition: arn.split(':')[1] ?? 'aws', region: account.region, account: id };
  return fittingArns(
    applications.flatMap((name) => [...ownArns(name, place), ...arnsByName(name, place)]),
  );
}

import type { Account } from '../../aws/account/account';
import { listShells, type StackShell } from '../../aws/stack/stack-shells';
import { GitenvError } from '../../errors';
import type { OpenEnvironment } from '../../target/open-environment';
import { Releases } from '../../target/releases';

/** How the kit names change sets, after the execution that planned them. */
const planned = /^gitenv-(?<execution>[0-9a-f-]{36})$/;
const searched = 1000;

/**
 * The empty stacks that an application's releases began: their change sets are named after its releases. One without any
 * change set is what a plan has left, and is told by a name that kits give.
 */
export async function shellsOf(open: OpenEnvironment): Promise<StackShell[]> {
  const { account, application } = open;
  const shells = await shellsOrNone(account);
  if (shells.length === 0) return [];
  const releases = await releaseIds(open);
  const isOurs = (changeSet: string) =>
    releases.has(planned.exec(changeSet)?.groups?.execution ?? '');
  return shells.filter(({ name, changeSets }) =>
    changeSets.length > 0
      ? changeSets.every(isOurs)
      : name === application || name.startsWith(`${application}-`),
  );
}

/** Whoever may not list stacks can remove an environment all the same. */
async function shellsOrNone(account: Account): Promise<StackShell[]> {
  try {
    return await listShells(account);
  } catch (error) {
    if (error instanceof GitenvError && error.code === 'ACCESS_DENIED') return [];
    throw error;
  }
}

async function releaseIds(open: OpenEnvironment): Promise<ReadonlySet<string>> {
  try {
    return new Set((await new Releases(open).latest(searched)).map(({ id }) => id));
  } catch (error) {
    if (error instanceof GitenvError && error.code === 'NOT_INSTALLED') return new Set();
    throw error;
  }
}

import type { Account } from '../../aws/account/account';
import { listReleases } from '../../aws/pipeline/pipeline';
import { listShells, type StackShell } from '../../aws/stack/stack-shells';
import { namesOf } from '../../contract';
import { GitenvError } from '../../errors';

/** How the kit names change sets, after the execution that planned them. */
const planned = /^gitenv-(?<execution>[0-9a-f-]{36})$/;
const searched = 1000;

/**
 * The empty stacks that an application's releases began: their change sets are named after its releases. One without any
 * change set is what a plan has left, and is told by a name that kits give.
 */
export async function shellsOf(account: Account, application: string): Promise<StackShell[]> {
  const shells = await shellsOrNone(account);
  if (shells.length === 0) return [];
  const releases = await releaseIds(account, application);
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

async function releaseIds(account: Account, application: string): Promise<ReadonlySet<string>> {
  const ids = new Set<string>();
  try {
    for await (const { id } of listReleases(account, namesOf(application).pipeline)) {
      ids.add(id);
      if (ids.size === searched) break;
    }
  } catch (error) {
    if (!(error instanceof GitenvError && error.code === 'NOT_INSTALLED')) throw error;
  }
  return ids;
}

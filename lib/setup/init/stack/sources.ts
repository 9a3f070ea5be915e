import fs from 'node:fs';
import path from 'node:path';
import type { Account, CallerIdentity } from '../../../aws/account/account';
import { createRepository, hasRepository } from '../../../aws/codecommit/repository';
import { configFile } from '../../../contract';
import { leftOutIn, readGitmodules } from '../../../git/gitmodules';
import { submoduleAddress } from '../../../git/submodule-address';

/** The repositories that an environment's account has to have for submodules. */
export interface Sources {
  /** Of all of them, with those that were there before: an older commit may be released again. */
  readonly arns: readonly string[];
  /** Names of those that are not there yet. */
  readonly missing: readonly string[];
}

/**
 * Names of the repositories that submodules with relative addresses come from, in the work tree as it is, through
 * submodules of submodules where they are checked out.
 * @throws GitenvError BAD_SUBMODULE
 */
export async function sourceNames(root: string): Promise<string[]> {
  const config = path.join(root, configFile);
  const text = fs.existsSync(config) ? fs.readFileSync(config, 'utf8') : undefined;
  return [...new Set(await namesBelow(root, '', leftOutIn(text)))].sort();
}

async function namesBelow(
  folder: string,
  below: string,
  leftOut: ReadonlySet<string>,
): Promise<string[]> {
  const file = path.join(folder, '.gitmodules');
  if (!fs.existsSync(file)) return [];
  const entries = await readGitmodules({ file }, { cwd: folder });
  const names = entries.map(async (entry) => {
    const where = `${below}${entry.path}`;
    if (entry.isLeftOut || leftOut.has(where)) return [];
    const address = submoduleAddress(entry, where);
    if (address.kind === 'elsewhere') return [];
    const checkedOut = path.join(folder, entry.path);
    const isCheckedOut = fs.existsSync(path.join(checkedOut, '.git'));
    const inner = isCheckedOut ? await namesBelow(checkedOut, `${where}/`, leftOut) : [];
    return [address.repository, ...inner];
  });
  return (await Promise.all(names)).flat();
}

/**
 * @param names may hold the application's own repository, which needs no more than it has
 * @param before the stack's value of the parameter
 */
export async function findSources(
  account: Account,
  identity: CallerIdentity,
  { names, own, before }: { names: readonly string[]; own: string; before: string },
): Promise<Sources> {
  const others = names.filter((name) => name !== own);
  const partition = identity.arn.split(':')[1] ?? 'aws';
  const place = `arn:${partition}:codecommit:${account.region}:${identity.account}`;
  const there = await Promise.all(others.map((name) => hasRepository(account, name)));
  return {
    arns: [
      ...new Set([...before.split(',').filter(Boolean), ...others.map((it) => `${place}:${it}`)]),
    ],
    missing: others.filter((_, index) => !there[index]),
  };
}

/** Makes the repositories that are missing. They belong to no stack, and stay until somebody deletes them. */
export async function createSources(
  account: Account,
  missing: Sources['missing'],
  application: string,
): Promise<void> {
  const description = `Used by commits of ${application}, as a submodule`;
  await Promise.all(missing.map((name) => createRepository(account, name, description)));
}

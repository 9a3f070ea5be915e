import type { Account } from '../../aws/account/account';
import { describeStack } from '../../aws/stack/stack';
import type { Environment } from '../../config/environment';
import { namesOf, parameters } from '../../contract';
import { findSources, sourceNames } from '../init/stack/sources';
import { type Finding, ok, problem } from './basis/finding';

/** Whether the account has the repositories of submodules, and builds may pull them. */
export async function checkSources(
  account: Account,
  { environment, root }: { readonly environment: Environment; readonly root: string },
): Promise<Finding[]> {
  const { name, application } = environment;
  const { stack, repository: own } = namesOf(application);
  const names = (await sourceNames(root)).filter((it) => it !== own);
  if (names.length === 0) return [];
  const before = (await describeStack(account, stack))?.parameters[parameters.sourceRepositories];
  const { missing } = await findSources(account, await account.verify(), {
    names,
    own,
    before: before ?? '',
  });
  const fix = `gitenv init ${name}`;
  if (missing.length > 0)
    return [problem('submodules', name, `lacks the repositories ${missing.join(', ')}`, fix)];
  const known = new Set(
    (before ?? '').split(',').map((arn) => arn.slice(arn.lastIndexOf(':') + 1)),
  );
  const closed = names.filter((it) => !known.has(it));
  if (closed.length > 0)
    return [problem('submodules', name, `builds may not pull ${closed.join(', ')}`, fix)];
  return [ok('submodules', name, `builds may pull ${names.join(', ')}`)];
}

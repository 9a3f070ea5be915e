import type { Account } from '../account/account';
import { call } from '../call/call';
import { ListAttachedRolePolicies, ListRolePolicies } from './operations';

/** The policies of a role: ARNs of those that are attached, and names of those that are its own. */
export async function policiesOfRole(
  account: Account,
  RoleName: string,
): Promise<{ readonly attached: string[]; readonly own: string[] }> {
  const [attached, own] = await Promise.all([
    // A role has ten of them at most unless AWS was asked for more, and a page has a hundred.
    call(account, ListAttachedRolePolicies, { RoleName }),
    call(account, ListRolePolicies, { RoleName }),
  ]);
  return {
    attached: (attached.AttachedPolicies ?? []).flatMap(({ PolicyArn }) => PolicyArn ?? []),
    own: own.PolicyNames ?? [],
  };
}

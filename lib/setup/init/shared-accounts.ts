import type { Config, EnvironmentConfig } from '../../config/config';
import { namesOf } from '../../contract';
import { GitenvError } from '../../errors';
import type { InstallTarget } from './target';

interface Place {
  readonly name: string;
  readonly account: string | undefined;
  readonly region: string;
  readonly trustsGithub: boolean;
}

/**
 * Refuses what two environments of an application cannot share, whether the other is installed now or was before: an account
 * and region holds one installation, and an account one role of a name.
 * @param asked what the options say of every environment that is installed now
 * @throws GitenvError WRONG_ACCOUNT
 */
export function refuseSharedAccounts(
  opened: readonly { readonly id: string; readonly target: InstallTarget }[],
  asked: Pick<EnvironmentConfig, 'trustGithub'>,
  { application, environments }: Config,
): void {
  const now = opened.map(({ id, target: { environment: name, region } }): Place => {
    const trust = asked.trustGithub ?? environments[name]?.trustGithub;
    return { name, account: id, region, trustsGithub: Boolean(trust) };
  });
  const installed = new Set(now.map(({ name }) => name));
  const before = Object.entries(environments)
    .filter(([name]) => !installed.has(name))
    .map(([name, { account, region, trustGithub }]): Place => {
      return { name, account, region, trustsGithub: Boolean(trustGithub) };
    });
  for (const one of now) {
    const others = [...now, ...before].filter(
      (it) => it.name !== one.name && it.account === one.account,
    );
    const same = others.find(({ region }) => region === one.region);
    if (same) throw samePlace(one, same);
    const rival = one.trustsGithub && others.find(({ trustsGithub }) => trustsGithub);
    if (rival) throw sameRole(one, rival, namesOf(application).pusherRole);
  }
}

function samePlace({ name, account, region }: Place, other: Place): GitenvError {
  return new GitenvError(
    'WRONG_ACCOUNT',
    `${name} and ${other.name} would both be account ${account} in ${region}`,
    {
      changed: 'nothing',
      advice: 'Give each environment the profile of its own account with --profile.',
    },
  );
}

/** Roles belong to no region. */
function sameRole({ name, account }: Place, other: Place, role: string): GitenvError {
  return new GitenvError(
    'WRONG_ACCOUNT',
    `${name} and ${other.name} are both in account ${account}, and would both have the role ${role}, of which an account can have one`,
    {
      changed: 'nothing',
      advice: 'Give each an account of its own, or trust GitHub in one of them alone.',
      hint: `gitenv init ${name} --no-trust-github`,
    },
  );
}

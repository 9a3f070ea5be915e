import type { Account } from '../../aws/account/account';
import { vpcOf } from '../../aws/network/subnets';
import type { EnvironmentSettings } from '../../config/config';
import { parameters } from '../../contract';

/**
 * Parameters of where builds and deploys have their network interfaces. The VPC is that of the subnets, unless it is said.
 * @throws GitenvError BAD_CONFIG if the subnets are in none, or in several
 */
export async function networkParameters(
  account: Account,
  network: EnvironmentSettings['network'],
): Promise<Record<string, string>> {
  if (network === undefined) return {};
  if (network === false) return { [parameters.vpc]: '' };
  return {
    [parameters.vpc]: network.vpc ?? (await vpcOf(account, network.subnets)),
    [parameters.subnets]: network.subnets.join(','),
    [parameters.securityGroups]: network.securityGroups.join(','),
  };
}

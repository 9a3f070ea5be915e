import { GitenvError } from '../../errors';
import type { Account } from '../account/account';
import { call } from '../call/call';
import { DescribeSubnets } from './operations';

/**
 * The VPC that all of these subnets are in.
 * @throws GitenvError BAD_CONFIG if they are in several, or one of them is not there
 */
export async function vpcOf(account: Account, ids: readonly string[]): Promise<string> {
  const asked = Object.fromEntries(ids.map((id, index) => [`SubnetId.${index + 1}`, id]));
  const found = (await call(account, DescribeSubnets, asked))?.subnetSet ?? [];
  const where = `account ${(await account.verify()).account}, ${account.region}`;
  const missing = ids.filter((id) => !found.some(({ subnetId }) => subnetId === id));
  if (missing.length > 0) throw bad(`${where} does not have all of the subnets ${ids.join(', ')}`);
  const vpcs = [...new Set(found.map(({ vpcId }) => vpcId))];
  const [vpc = ''] = vpcs;
  if (vpcs.length === 1) return vpc;
  throw bad(`The subnets ${ids.join(', ')} are in several VPCs (${vpcs.join(', ')})`);
}

function bad(clause: string): GitenvError {
  return new GitenvError('BAD_CONFIG', clause, {
    changed: 'nothing',
    advice: 'Change "network" in gitenv.json.',
  });
}

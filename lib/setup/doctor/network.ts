import type { Account } from '../../aws/account/account';
import { type CutOff, cutOffSubnets } from '../../aws/network/reach';
import { describeStack, type StackState } from '../../aws/stack/stack';
import { settingsRecorded } from '../../config/config';
import { configFile, namesOf, parameters } from '../../contract';
import { GitenvError } from '../../errors';
import { type Finding, ok, problem, warning } from './basis/finding';
import type { Patient } from './basis/patient';

/** Whether builds and deploys are in the network that `gitenv.json` says, and come to what they need from there. */
export async function checkNetwork(
  account: Account,
  { environment, config }: Pick<Patient, 'environment' | 'config'>,
): Promise<Finding[]> {
  const { name, application } = environment;
  const { network } = settingsRecorded(config, name);
  const stack = await describeStack(account, namesOf(application).stack);
  if (network === undefined || !stack) return [];
  const { vpc, subnets } = toldTo(stack);
  const wanted = network ? network.subnets : [];
  if (subnets.join() !== wanted.join()) {
    const what = `its stack does not know yet what ${configFile} says of its network`;
    return [problem('network', name, what, `gitenv init ${name}`)];
  }
  if (!network) return [];
  try {
    const cutOff = await cutOffSubnets(account, vpc, subnets);
    const reached = `builds and deploys reach S3, CodeCommit and logs from ${subnets.join(', ')}`;
    return cutOff.length === 0
      ? [ok('network', name, reached)]
      : cutOff.map((one) => findingOn(one, vpc, name));
  } catch (error) {
    if (!(error instanceof GitenvError && error.code === 'ACCESS_DENIED')) throw error;
    const fix = 'ask for ec2:DescribeRouteTables and ec2:DescribeVpcEndpoints';
    return [warning('network', name, error.clause, fix)];
  }
}

function toldTo({ parameters: has }: StackState): { vpc: string; subnets: string[] } {
  const vpc = has[parameters.vpc] ?? '';
  return { vpc, subnets: vpc === '' ? [] : (has[parameters.subnets] ?? '').split(',') };
}

function findingOn(
  { subnet, routeTable, hasInternetGateway, missing }: CutOff,
  vpc: string,
  name: string,
): Finding {
  const services = missing.map((service) => service.slice(service.lastIndexOf('.') + 1));
  const gateway = hasInternetGateway
    ? '. Its internet gateway does not help, because builds have no public address'
    : '';
  return problem(
    'network',
    name,
    `builds and deploys in ${subnet} cannot reach ${services.join(', ')}: its route table ${routeTable} leads to no NAT gateway${gateway}`,
    `give ${routeTable} a route to a NAT gateway, or ${vpc} endpoints for ${missing.join(', ')}`,
  );
}

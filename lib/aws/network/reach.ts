import type { Account } from '../account/account';
import { call } from '../call/call';
import {
  DescribeRouteTables,
  DescribeVpcEndpoints,
  type RouteTable,
  type VpcEndpoint,
} from './operations';

/** What every build and deploy talks to, as endpoints of a VPC are called. */
const needed = ['s3', 'logs', 'codecommit', 'git-codecommit'] as const;

/** A subnet from which a build does not come to all that it needs. */
export interface CutOff {
  readonly subnet: string;
  readonly routeTable: string;
  /** True if all else goes through an internet gateway: a network interface of CodeBuild's has no public address. */
  readonly hasInternetGateway: boolean;
  /** As their endpoints are called, such as `com.amazonaws.eu-west-1.logs`. */
  readonly missing: readonly string[];
}

/** Those of the subnets of a VPC from which builds do not come to S3, CodeCommit and CloudWatch Logs. */
export async function cutOffSubnets(
  account: Account,
  vpc: string,
  subnets: readonly string[],
): Promise<CutOff[]> {
  const inVpc = { 'Filter.1.Name': 'vpc-id', 'Filter.1.Value.1': vpc };
  const [{ routeTableSet = [] }, { vpcEndpointSet = [] }] = await Promise.all([
    call(account, DescribeRouteTables, inVpc),
    call(account, DescribeVpcEndpoints, inVpc),
  ]);
  return subnets.flatMap((subnet) => {
    const table = tableOf(subnet, routeTableSet);
    const ways = waysOut(table);
    if (ways.some((gateway) => !gateway.startsWith('igw-'))) return [];
    const missing = needed
      .filter((service) => !hasEndpoint(service, table, vpcEndpointSet))
      .map((service) => `com.amazonaws.${account.region}.${service}`);
    if (missing.length === 0) return [];
    const routeTable = table?.routeTableId ?? 'of nobody';
    return [{ subnet, routeTable, hasInternetGateway: ways.length > 0, missing }];
  });
}

/** A subnet without a route table of its own has the VPC's main one. */
function tableOf(subnet: string, tables: readonly RouteTable[]): RouteTable | undefined {
  const own = tables.find((it) => it.associationSet?.some(({ subnetId }) => subnetId === subnet));
  return own ?? tables.find((it) => it.associationSet?.some(({ main }) => main === 'true'));
}

/** What the rest of the internet is routed to: an internet gateway by its id, empty for anything else. */
function waysOut(table: RouteTable | undefined): string[] {
  return (table?.routeSet ?? [])
    .filter((it) => it.destinationCidrBlock === '0.0.0.0/0' && it.state !== 'blackhole')
    .map(({ gatewayId = '' }) => gatewayId);
}

function hasEndpoint(
  service: string,
  table: RouteTable | undefined,
  endpoints: readonly VpcEndpoint[],
): boolean {
  return endpoints.some(
    ({ serviceName, state, vpcEndpointType, routeTableIdSet = [] }) =>
      serviceName.endsWith(`.${service}`) &&
      state.toLowerCase() === 'available' &&
      (vpcEndpointType !== 'Gateway' || routeTableIdSet.includes(table?.routeTableId ?? '')),
  );
}

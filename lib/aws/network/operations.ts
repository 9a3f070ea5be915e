import type { Operation, Service } from '../call/operation';

const ec2: Service = { name: 'ec2', protocol: { ec2: '2016-11-15' } };

/** Input as it is on the wire, where lists are numbered from 1, such as `SubnetId.1`. */
type Fields = Readonly<Record<string, string>>;

interface DescribedSubnets {
  readonly subnetSet?: readonly { readonly subnetId: string; readonly vpcId: string }[];
}

/** Undefined if one of the ids is of no subnet. */
export const DescribeSubnets: Operation<Fields, DescribedSubnets | undefined> = {
  service: ec2,
  name: 'DescribeSubnets',
  light: true,
  nothing: ['InvalidSubnetID.NotFound', 'InvalidSubnetID.Malformed'],
};

export interface RouteTable {
  readonly routeTableId: string;
  readonly associationSet?: readonly { readonly subnetId?: string; readonly main?: string }[];
  readonly routeSet?: readonly {
    readonly destinationCidrBlock?: string;
    readonly gatewayId?: string;
    readonly state?: string;
  }[];
}

export const DescribeRouteTables: Operation<
  Fields,
  { readonly routeTableSet?: readonly RouteTable[] }
> = { service: ec2, name: 'DescribeRouteTables', light: true };

export interface VpcEndpoint {
  readonly serviceName: string;
  readonly vpcEndpointType: string;
  readonly state: string;
  /** Of an endpoint that is a gateway, which routes lead to. */
  readonly routeTableIdSet?: readonly string[];
}

export const DescribeVpcEndpoints: Operation<
  Fields,
  { readonly vpcEndpointSet?: readonly VpcEndpoint[] }
> = { service: ec2, name: 'DescribeVpcEndpoints', light: true };

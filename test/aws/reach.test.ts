import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { openAccount } from '../../lib/aws/account/account';
import { cutOffSubnets } from '../../lib/aws/network/reach';
import { vpcOf } from '../../lib/aws/network/subnets';

/** Answers by operation, in the form of EC2's API reference, and what was asked. */
let answers: Record<string, string>;
let asked: URLSearchParams[];
let server: http.Server;
const saved = process.env;

beforeEach(async () => {
  answers = {};
  asked = [];
  server = http.createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request.setEncoding('utf8')) body += chunk;
    const form = new URLSearchParams(body);
    const action = form.get('Action') ?? '';
    if (action === 'GetCallerIdentity') {
      response.end(
        '<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::111111111111:user/a</Arn><UserId>A</UserId><Account>111111111111</Account></GetCallerIdentityResult></GetCallerIdentityResponse>',
      );
      return;
    }
    asked.push(form);
    const answer = answers[action] ?? '';
    response.statusCode = answer.includes('<Errors>') ? 400 : 200;
    response.end(`<?xml version="1.0" encoding="UTF-8"?>\n${answer}`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  process.env = { ...saved, AWS_ENDPOINT_URL: `http://127.0.0.1:${port}` };
});
afterEach(async () => {
  process.env = saved;
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const opened = () =>
  openAccount({ profile: undefined, region: 'eu-west-1' }, async () => ({
    accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
    secretAccessKey: 'secret',
  }));

const xmlns = 'xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"';

const subnet = (id: string, vpc: string) =>
  `<item><subnetId>${id}</subnetId><subnetArn>arn:aws:ec2:eu-west-1:111111111111:subnet/${id}</subnetArn><state>available</state><vpcId>${vpc}</vpcId><cidrBlock>10.0.1.0/24</cidrBlock><ipv6CidrBlockAssociationSet/><tagSet><item><key>Name</key><value>a &amp; b</value></item></tagSet></item>`;

function subnets(...items: string[]): void {
  answers.DescribeSubnets = `<DescribeSubnetsResponse ${xmlns}>
    <requestId>7a62c49f-347e-4fc4-9331-6e8eEXAMPLE</requestId>
    <subnetSet>${items.join('\n')}</subnetSet>
</DescribeSubnetsResponse>`;
}

describe('the VPC of subnets', () => {
  test('is asked for by their ids', async () => {
    subnets(subnet('subnet-1', 'vpc-1'), subnet('subnet-2', 'vpc-1'));
    expect(await vpcOf(await opened(), ['subnet-1', 'subnet-2'])).toBe('vpc-1');
    expect(Object.fromEntries(asked[0] ?? [])).toEqual({
      Action: 'DescribeSubnets',
      Version: '2016-11-15',
      'SubnetId.1': 'subnet-1',
      'SubnetId.2': 'subnet-2',
    });
  });

  test('is one', async () => {
    subnets(subnet('subnet-1', 'vpc-1'), subnet('subnet-2', 'vpc-2'));
    await expect(vpcOf(await opened(), ['subnet-1', 'subnet-2'])).rejects.toMatchObject({
      code: 'BAD_CONFIG',
      message:
        'The subnets subnet-1, subnet-2 are in several VPCs (vpc-1, vpc-2); nothing was changed.',
    });
  });

  test('is none if one of them is not there', async () => {
    answers.DescribeSubnets =
      '<Response><Errors><Error><Code>InvalidSubnetID.NotFound</Code><Message>The subnet ID &apos;subnet-2&apos; does not exist</Message></Error></Errors><RequestID>1</RequestID></Response>';
    await expect(vpcOf(await opened(), ['subnet-1', 'subnet-2'])).rejects.toMatchObject({
      message:
        'account 111111111111, eu-west-1 does not have all of the subnets subnet-1, subnet-2; nothing was changed.',
    });
  });
});

const local =
  '<item><destinationCidrBlock>10.0.0.0/16</destinationCidrBlock><gatewayId>local</gatewayId><state>active</state><origin>CreateRouteTable</origin></item>';
const all = (target: string, state = 'active') =>
  `<item><destinationCidrBlock>0.0.0.0/0</destinationCidrBlock>${target}<state>${state}</state><origin>CreateRoute</origin></item>`;
const nat = '<natGatewayId>nat-1</natGatewayId>';
const internet = '<gatewayId>igw-1</gatewayId>';
const table = (id: string, association: string, ...routes: string[]) =>
  `<item><routeTableId>${id}</routeTableId><vpcId>vpc-1</vpcId><routeSet>${local}${routes.join('')}</routeSet><associationSet><item><routeTableAssociationId>rtbassoc-1</routeTableAssociationId><routeTableId>${id}</routeTableId>${association}</item></associationSet><propagatingVgwSet/><tagSet/></item>`;
const main = '<main>true</main>';
const of = (id: string) => `<subnetId>${id}</subnetId><main>false</main>`;
const endpoint = (service: string, type = 'Interface', tables = '', state = 'available') =>
  `<item><vpcEndpointId>vpce-1</vpcEndpointId><vpcEndpointType>${type}</vpcEndpointType><vpcId>vpc-1</vpcId><serviceName>com.amazonaws.eu-west-1.${service}</serviceName><state>${state}</state>${tables === '' ? '<routeTableIdSet/>' : `<routeTableIdSet><item>${tables}</item></routeTableIdSet>`}<privateDnsEnabled>true</privateDnsEnabled></item>`;

function network(tables: string[], endpoints: string[] = []): void {
  answers.DescribeRouteTables = `<DescribeRouteTablesResponse ${xmlns}><requestId>1</requestId><routeTableSet>${tables.join('')}</routeTableSet></DescribeRouteTablesResponse>`;
  const set =
    endpoints.length > 0
      ? `<vpcEndpointSet>${endpoints.join('')}</vpcEndpointSet>`
      : '<vpcEndpointSet/>';
  answers.DescribeVpcEndpoints = `<DescribeVpcEndpointsResponse ${xmlns}><requestId>1</requestId>${set}</DescribeVpcEndpointsResponse>`;
}

const services = ['s3', 'logs', 'codecommit', 'git-codecommit'];
const names = (...which: string[]) => which.map((it) => `com.amazonaws.eu-west-1.${it}`);

describe('builds in subnets', () => {
  const cutOff = async (...ids: string[]) => cutOffSubnets(await opened(), 'vpc-1', ids);

  test('come everywhere by a NAT gateway, of their own route table or of the main one', async () => {
    network([table('rtb-1', of('subnet-1'), all(nat)), table('rtb-0', main, all(nat))]);
    expect(await cutOff('subnet-1', 'subnet-2')).toEqual([]);
    expect(Object.fromEntries(asked[0] ?? [])).toMatchObject({
      'Filter.1.Name': 'vpc-id',
      'Filter.1.Value.1': 'vpc-1',
    });
  });

  test.each([
    ['only within their VPC', [], false],
    ['nowhere by an internet gateway, since they have no public address', [all(internet)], true],
    ['nowhere by a NAT gateway that is gone', [all(nat, 'blackhole')], false],
  ])('come %s', async (_, routes, hasInternetGateway) => {
    network([table('rtb-0', main, all(nat)), table('rtb-1', of('subnet-1'), ...routes)]);
    expect(await cutOff('subnet-1', 'subnet-2')).toEqual([
      {
        subnet: 'subnet-1',
        routeTable: 'rtb-1',
        hasInternetGateway,
        missing: names(...services),
      },
    ]);
  });

  test('come to what has an endpoint, and for a gateway a route', async () => {
    const endpoints = ['logs', 'codecommit', 'git-codecommit'].map((it) => endpoint(it));
    network([table('rtb-0', main)], [...endpoints, endpoint('s3', 'Gateway', 'rtb-0')]);
    expect(await cutOff('subnet-1')).toEqual([]);
    network([table('rtb-0', main)], [...endpoints, endpoint('s3', 'Gateway', 'rtb-9')]);
    expect(await cutOff('subnet-1')).toMatchObject([{ missing: names('s3') }]);
    network([table('rtb-0', main)], [...endpoints, endpoint('s3', 'Interface', '', 'pending')]);
    expect(await cutOff('subnet-1')).toMatchObject([{ missing: names('s3') }]);
  });
});

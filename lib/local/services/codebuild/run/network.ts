import type { Project, VpcConfig } from '@aws-sdk/client-codebuild';
import type { Context } from '../../../base/context';
import type { Ask, AskedKeys } from '../../../base/rights';
import { invalid } from '../model/errors';
import { PhaseFailure, type Run } from './run';
import { serviceRoleOf } from './service-role';

/** What CodeBuild looks at with the project's role before it gives a build a network interface, and when it gives that back. */
const looks = [
  'DescribeVpcs',
  'DescribeSubnets',
  'DescribeSecurityGroups',
  'DescribeDhcpOptions',
  'DescribeNetworkInterfaces',
];

/**
 * Refuses a network that the project's role may not look at. That the role is asked, and in which words, is known from reports
 * alone: https://github.com/aws/aws-cdk/issues/11815
 * @throws ServiceError
 */
export function checkNetworkRights(project: Project, context: Context): void {
  if (!project.vpcConfig?.vpcId) return;
  const { name, serviceRole } = project;
  const role = serviceRoleOf({ projectName: name, serviceRole }, context);
  const ask = { action: 'ec2:DescribeSecurityGroups', resource: '*' };
  if (!role?.decide(ask).isAllowed)
    throw invalid('Not authorized to perform DescribeSecurityGroups');
}

/**
 * Makes sure that the role may do what CodeBuild does in EC2 with its rights for a build in a network. Nothing is made here: the
 * build runs on this machine's network.
 * (https://docs.aws.amazon.com/codebuild/latest/userguide/auth-and-access-control-iam-identity-based-access-control.html, "Allow
 * CodeBuild access to AWS services required to create a VPC network interface"; the words: https://github.com/aws/aws-cdk/issues/12705)
 * @throws PhaseFailure
 */
export function joinNetwork(run: Run): void {
  const { vpcConfig } = run.build;
  if (!vpcConfig?.vpcId) return;
  const role = run.asRole;
  if (asksOf(vpcConfig, role, run.id).some((ask) => !role.decide(ask).isAllowed))
    throw new PhaseFailure('VPC_CLIENT_ERROR', 'Unexpected EC2 error: UnauthorizedOperation');
  run.log.note(`On the network of this machine, which stands for ${vpcConfig.vpcId}`);
}

function asksOf(
  { subnets = [], securityGroupIds = [] }: VpcConfig,
  { region, account }: Context,
  build: string,
): Ask[] {
  const arn = (kind: string, id: string) => `arn:aws:ec2:${region}:${account}:${kind}/${id}`;
  const subnet = arn('subnet', subnets[0] ?? '');
  const made = arn('network-interface', `eni-${build.replaceAll(/[^0-9a-f]/g, '').slice(-17)}`);
  const ask = (action: string, resource: string, keys?: AskedKeys): Ask => ({
    action: `ec2:${action}`,
    resource,
    ...(keys && { keys }),
  });
  const groups = securityGroupIds.map((id) => arn('security-group', id));
  return [
    ...looks.map((action) => ask(action, '*')),
    ...[arn('network-interface', '*'), subnet, ...groups].map((resource) =>
      ask('CreateNetworkInterface', resource, { 'ec2:subnet': subnet }),
    ),
    ask('CreateNetworkInterfacePermission', made, {
      'ec2:subnet': subnet,
      'ec2:authorizedservice': 'codebuild.amazonaws.com',
    }),
    ask('DeleteNetworkInterface', made, { 'ec2:subnet': subnet }),
  ];
}

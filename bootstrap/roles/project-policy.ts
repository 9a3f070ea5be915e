import { Fn, type Stack } from 'aws-cdk-lib';
import type { CfnProject } from 'aws-cdk-lib/aws-codebuild';
import { CfnPolicy } from 'aws-cdk-lib/aws-iam';
import type { CfnBucket } from 'aws-cdk-lib/aws-s3';
import type { StackSettings } from '../settings/settings';
import { acknowledgeWildcards, document, type Statement } from './service-role';

/** Names of the roles, and the projects, of which CodeBuild makes those in a network only once their roles may be in it. */
interface Sharers {
  readonly roles: readonly string[];
  readonly projects: readonly CfnProject[];
}

/** What the roles of all projects may do, said once, since the template has to stay short. */
export function addProjectPolicy(
  stack: Stack,
  settings: StackSettings,
  bucket: CfnBucket,
  { roles, projects }: Sharers,
): void {
  const statements = [
    { actions: ['s3:GetBucketAcl', 's3:GetBucketLocation'], resources: [bucket.attrArn] },
    ...networkStatements(stack, settings),
  ];
  const policy = new CfnPolicy(stack, 'ProjectPolicy', {
    policyName: 'ProjectPolicy',
    policyDocument: document(...statements),
    roles: [...roles],
  });
  acknowledgeWildcards(policy, statements);
  for (const project of projects) project.addResourceDependency(policy);
}

/**
 * What CodeBuild needs of a project's role to give a build a network interface, which it then may use in these subnets alone (CodeBuild
 * User Guide, "Allow CodeBuild access to AWS services required to create a VPC network interface").
 */
function networkStatements(stack: Stack, { network }: StackSettings): Statement[] {
  if (!network) return [];
  const condition = network.isSet;
  const interfaces = stack.formatArn({
    service: 'ec2',
    resource: 'network-interface',
    resourceName: '*',
  });
  return [
    {
      actions: [
        'ec2:CreateNetworkInterface',
        'ec2:DeleteNetworkInterface',
        'ec2:DescribeDhcpOptions',
        'ec2:DescribeNetworkInterfaces',
        'ec2:DescribeSecurityGroups',
        'ec2:DescribeSubnets',
        'ec2:DescribeVpcs',
      ],
      resources: ['*'],
      condition,
    },
    {
      actions: ['ec2:CreateNetworkInterfacePermission'],
      resources: [interfaces],
      when: {
        StringEquals: { 'ec2:AuthorizedService': 'codebuild.amazonaws.com' },
        ArnLike: { 'ec2:Subnet': subnetArns(network.subnets) },
      },
      condition,
    },
  ];
}

/** An id is of one subnet in all of AWS. A list that is a parameter can be joined by nothing but a text. */
function subnetArns(ids: string[]): string[] {
  const prefix = 'arn:*:ec2:*:*:subnet/';
  return Fn.split(',', `${prefix}${Fn.join(`,${prefix}`, ids)}`);
}

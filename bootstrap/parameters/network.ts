import { CfnCondition, CfnParameter, Fn, type Stack } from 'aws-cdk-lib';
import { parameters } from '../../lib/contract';
import type { NetworkSettings } from '../settings/settings';

/** Declares in which part of the account's network builds and deploys run; by default in none. */
export function declareNetwork(stack: Stack): NetworkSettings {
  const vpc = new CfnParameter(stack, parameters.vpc, {
    description: 'VPC of builds and deploys; empty: none',
    default: '',
    allowedPattern: '^(vpc-[0-9a-f]+)?$',
  });
  const ids = (id: string, prefix: string, description: string) =>
    new CfnParameter(stack, id, {
      description,
      type: 'CommaDelimitedList',
      // Stands for none, and counts without a VPC as little as any other.
      default: `${prefix}-00000000`,
      allowedPattern: `^${prefix}-([0-9a-f]{8}|[0-9a-f]{17})$`,
    }).valueAsList;
  return {
    vpc: vpc.valueAsString,
    subnets: ids(parameters.subnets, 'subnet', 'Subnets of Vpc, which count only with it'),
    securityGroups: ids(
      parameters.securityGroups,
      'sg',
      'Security groups of Vpc, which count only with it',
    ),
    isSet: new CfnCondition(stack, 'HasNetwork', {
      expression: Fn.conditionNot(Fn.conditionEquals(vpc.valueAsString, '')),
    }),
  };
}

import { CfnCondition, CfnParameter, Fn, type Stack } from 'aws-cdk-lib';
import { parameters } from '../../lib/contract';
import type { NetworkSettings } from '../settings/settings';

/** Declares in which part of the account's network builds and deploys run; by default in none. */
export function declareNetwork(stack: Stack): NetworkSettings {
  const vpc = new CfnParameter(stack, parameters.vpc, {
    description: 'VPC that builds and deploys have network interfaces in; empty for none',
    default: '',
    allowedPattern: '^(vpc-[0-9a-f]+)?$',
    constraintDescription: 'the id of a VPC, or nothing',
  });
  const ids = (id: string, prefix: string, description: string) =>
    new CfnParameter(stack, id, {
      description,
      type: 'CommaDelimitedList',
      // Stands for none, and counts without a VPC as little as any other.
      default: `${prefix}-00000000`,
      allowedPattern: `^${prefix}-([0-9a-f]{8}|[0-9a-f]{17})$`,
      constraintDescription: 'ids, separated by commas',
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

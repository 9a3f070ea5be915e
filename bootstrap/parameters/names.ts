import { Aws, CfnCondition, CfnParameter, Fn, type Stack, Token } from 'aws-cdk-lib';
import {
  applicationPattern,
  branchPattern,
  defaultBranch,
  environmentPattern,
  parameters,
} from '../../lib/contract';

export const policyArn = 'arn:[a-z-]+:iam::(aws|[0-9]{12}):policy/[!-~]+';

/** Declares whose stack it is. */
export function declareNames(stack: Stack) {
  const application = new CfnParameter(stack, parameters.application, {
    description: 'Name of application, repository and pipeline',
    allowedPattern: applicationPattern.source,
    constraintDescription: '2 to 40 lower-case letters, digits and dashes',
  });
  const environment = new CfnParameter(stack, parameters.environment, {
    description: 'Name of the environment, such as dev',
    allowedPattern: environmentPattern.source,
    constraintDescription: '1 to 20 lower-case letters, digits and dashes',
  });
  const branch = new CfnParameter(stack, parameters.branch, {
    description: 'Branch whose commits are released',
    default: defaultBranch,
    allowedPattern: branchPattern.source,
    constraintDescription: 'the name of a branch, without refs/heads/',
  });
  return {
    application: application.valueAsString,
    environment: environment.valueAsString,
    branch: branch.valueAsString,
  };
}

/** Declares what bounds every role of the stack. */
export function permissionsBoundary(stack: Stack): string {
  const boundary = new CfnParameter(stack, parameters.permissionsBoundary, {
    description: 'Managed policy that bounds every role made here',
    default: '',
    allowedPattern: `^(${policyArn})?$`,
  });
  const bounded = new CfnCondition(stack, 'IsBounded', {
    expression: Fn.conditionNot(Fn.conditionEquals(boundary.valueAsString, '')),
  });
  return Token.asString(orNothing(bounded, boundary));
}

/** The parameter's value where the condition holds. */
export function orNothing(condition: CfnCondition, value: CfnParameter) {
  return Fn.conditionIf(condition.logicalId, { Ref: value.logicalId }, Aws.NO_VALUE);
}

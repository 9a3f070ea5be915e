import { CfnCondition, CfnParameter, Fn, type Stack } from 'aws-cdk-lib';
import { parameters } from '../../lib/contract';
import { defaults, type StackSettings } from '../settings/settings';

/** CloudWatch Logs takes no other numbers of days. */
export const logRetentions = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288,
  3653,
];

/** Declares the parameters of how long logs and artifacts are kept. */
export function declareRetention(
  stack: Stack,
): Pick<StackSettings, 'logRetentionDays' | 'artifactRetentionDays' | 'artifactPrefix'> {
  const artifacts = new CfnParameter(stack, parameters.artifactRetentionDays, {
    description: 'Days after which artifacts expire; bundles stay',
    type: 'Number',
    default: defaults.artifactRetentionDays,
    minValue: 1,
    maxValue: 3650,
  });
  return {
    logRetentionDays: logRetention(stack),
    artifactRetentionDays: artifacts.valueAsNumber,
    artifactPrefix: artifactPrefix(stack),
  };
}

/** Declares how long logs are kept. */
export function logRetention(stack: Stack): number {
  return new CfnParameter(stack, parameters.logRetentionDays, {
    description: 'Days after which logs expire',
    type: 'Number',
    // As text, like the allowed values: cfn-lint compares them as they are written.
    default: String(defaults.logRetentionDays),
    allowedValues: logRetentions.map(String),
  }).valueAsNumber;
}

function artifactPrefix(stack: Stack): StackSettings['artifactPrefix'] {
  const value = new CfnParameter(stack, parameters.artifactPrefix, {
    description:
      'What keys of artifacts begin with: 20 letters of the application and a slash; empty: none expires',
    default: '',
    allowedPattern: '^([a-z][a-z0-9-]{1,19}/)?$',
    constraintDescription: 'at most 20 letters and a slash, or nothing',
  }).valueAsString;
  const isSet = new CfnCondition(stack, 'HasArtifactPrefix', {
    expression: Fn.conditionNot(Fn.conditionEquals(value, '')),
  });
  return { value, isSet };
}

import { CfnCondition, CfnParameter, Fn, type Stack } from 'aws-cdk-lib';
import { cacheKinds, no, parameters } from '../../lib/contract';
import { defaults, type StackSettings } from '../settings/settings';

const computeTypes = ['SMALL', 'MEDIUM', 'LARGE', 'XLARGE', '2XLARGE'].map(
  (size) => `BUILD_GENERAL1_${size}`,
);

/** Declares the parameters of what builds and deploys run on, and how long. */
export function declareMachines(
  stack: Stack,
): Pick<StackSettings, 'image' | 'computeTypes' | 'timeoutMinutes' | 'cache'> {
  const image = new CfnParameter(stack, parameters.buildImage, {
    description: 'CodeBuild image (Linux, x86-64) of builds and deploys',
    default: defaults.buildImage,
    allowedPattern: '^[^\\s]+$',
  });
  return {
    image: image.valueAsString,
    computeTypes: computeTypesOf(stack),
    timeoutMinutes: {
      build: timeout(stack, parameters.buildTimeout, 'builds'),
      deploy: timeout(stack, parameters.deployTimeout, 'deploys'),
    },
    cache: cache(stack),
  };
}

function computeTypesOf(stack: Stack): StackSettings['computeTypes'] {
  const build = new CfnParameter(stack, parameters.computeType, {
    description: 'Machine of builds, and of deploys if nothing else is said',
    default: defaults.computeType,
    allowedValues: computeTypes,
  }).valueAsString;
  const deploy = new CfnParameter(stack, parameters.deployComputeType, {
    description: 'Machine of deploys; empty: as builds',
    default: '',
    allowedValues: ['', ...computeTypes],
  }).valueAsString;
  const isSame = new CfnCondition(stack, 'DeploysLikeBuilds', {
    expression: Fn.conditionEquals(deploy, ''),
  });
  return { build, deploy: Fn.conditionIf(isSame.logicalId, build, deploy).toString() };
}

function timeout(stack: Stack, id: string, what: string): number {
  return new CfnParameter(stack, id, {
    description: `Minutes after which CodeBuild stops ${what}`,
    type: 'Number',
    default: defaults.timeoutMinutes,
    minValue: 5,
    maxValue: 480,
  }).valueAsNumber;
}

function cache(stack: Stack): StackSettings['cache'] {
  const [local, bucket] = cacheKinds;
  const kind = new CfnParameter(stack, parameters.cache, {
    description: 'Where builds keep files for later builds: no, local (their machine) or bucket',
    default: no,
    allowedValues: [no, ...cacheKinds],
  }).valueAsString;
  const is = (id: string, answer: string) =>
    new CfnCondition(stack, id, { expression: Fn.conditionEquals(kind, answer) });
  return { isLocal: is('CachesLocally', local), isInBucket: is('CachesInBucket', bucket) };
}

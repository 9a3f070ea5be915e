import { inStage } from '../../config/by-stage';
import type { EnvironmentSettings } from '../../config/config';
import { parameters } from '../../contract';

/** Parameters of what may differ between builds and deploys. */
export function stageParameters({
  computeType,
  timeoutMinutes,
}: EnvironmentSettings): Record<string, string | undefined> {
  // Deploys run on the machine of builds unless they have one of their own.
  const ofDeploys = typeof computeType === 'string' ? '' : computeType?.deploy;
  return {
    [parameters.computeType]: inStage(computeType, 'build'),
    [parameters.deployComputeType]: ofDeploys,
    [parameters.buildTimeout]: inStage(timeoutMinutes, 'build')?.toString(),
    [parameters.deployTimeout]: inStage(timeoutMinutes, 'deploy')?.toString(),
  };
}

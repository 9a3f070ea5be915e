import type { CfnPipeline } from 'aws-cdk-lib/aws-codepipeline';
import type { CfnBucket } from 'aws-cdk-lib/aws-s3';
import { guardVariables } from '../../lib/guard-names';

/** What the guard is made of, and what it looks at. */
export interface WatchedParts {
  readonly bucket: CfnBucket;
  readonly pipeline: CfnPipeline;
  readonly repositoryArn: string;
}

/** The same for every build of the project. It runs nothing of a commit. */
export const guardBuildspec = `{version: 0.2, phases: {install: {runtime-versions: {nodejs: 20}}, build: {commands: ['node -e "$${guardVariables.start}"']}}}`;

import { guardVariables } from '../../lib/guard-names';

/** What the guard looks at. */
export interface WatchedParts {
  readonly bucketName: string;
  readonly bucketArn: string;
  /** Name of the pipeline. */
  readonly pipeline: string;
  readonly repositoryArn: string;
}

/** The same for every build of the project. It runs nothing of a commit. */
export const guardBuildspec = `{version: 0.2, phases: {install: {runtime-versions: {nodejs: 20}}, build: {commands: ['node -e "$${guardVariables.start}"']}}}`;

import type { BuildBatch, Project } from '@aws-sdk/client-codebuild';
import type { Context } from '../../../base/context';
import type { Records } from '../../../base/store';
import type { Stored, Variable } from '../model/records';

/** A batch and what is needed to start its builds, now or again. */
export interface BatchRecord {
  readonly batch: Stored<BuildBatch>;
  readonly project: Stored<Project>;
  readonly overrides: readonly Variable[];
}

export const batchesOf = (context: Context): Records<BatchRecord> =>
  context.records('codebuild/batches');

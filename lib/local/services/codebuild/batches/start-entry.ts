import type { Build, BuildBatch, Project, StartBuildInput } from '@aws-sdk/client-codebuild';
import type { Context } from '../../../base/context';
import { asRequest } from '../../../protocol/request';
import type { BatchEntry } from '../buildspec/buildspec';
import { overridden, startBuild } from '../engine/start';
import { revive } from '../model/records';
import type { BatchRecord } from './records';

/** Starts one build of a batch, with what its entry says in place of what the project says. */
export function startEntry(
  entry: BatchEntry,
  { project, overrides }: BatchRecord,
  batch: BuildBatch,
  context: Context,
): Build {
  const own = Object.entries(entry.variables).map(([name, value]) => ({
    name,
    value,
    type: 'PLAINTEXT' as const,
  }));
  return startBuild(
    {
      project: overridden(revive<Project>(project), overridesOf(entry, batch)),
      sourceVersion: batch.resolvedSourceVersion ?? batch.sourceVersion,
      overrides: [...own, ...overrides],
      initiator: batch.initiator ?? '',
      batch: { id: batch.id ?? '', identifier: entry.identifier, arn: batch.arn ?? '' },
    },
    context,
  );
}

function overridesOf(entry: BatchEntry, { projectName }: BuildBatch): StartBuildInput {
  return asRequest<StartBuildInput>('codebuild', 'StartBuild', {
    projectName,
    buildspecOverride: entry.buildspec,
    imageOverride: entry.image,
    privilegedModeOverride: entry.privileged,
    computeTypeOverride: entry.computeType,
    environmentTypeOverride: entry.type,
  });
}

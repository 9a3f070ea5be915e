import fs from 'node:fs';
import type { Build } from '@aws-sdk/client-codebuild';
import { messageOf } from '../../../values/thrown';
import { type BatchSpec, BuildspecError } from '../buildspec/buildspec';
import { downloadSource } from '../engine/source';
import { store } from '../model/records';
import { PhaseFailure, Run } from '../run/run';
import type { BatchRun } from './batch-run';

/** A batch from SUBMITTED to its end. Never rejects but for a failure of the emulator. */
export async function processBatch(run: BatchRun): Promise<void> {
  const minutes = run.batch.buildBatchConfig?.timeoutInMins ?? 480;
  const timer = setTimeout(() => run.stop('TIMED_OUT'), minutes * 60_000);
  await runPhases(run).finally(() => clearTimeout(timer));
}

async function runPhases(run: BatchRun): Promise<void> {
  run.enter('SUBMITTED');
  run.enter('DOWNLOAD_BATCHSPEC');
  try {
    const spec = await readBatchSpec(run);
    checkRestrictions(spec, run);
    run.enter('IN_PROGRESS');
    await run.execute(spec);
    if (run.status() === 'SUCCEEDED') run.enter('COMBINE_ARTIFACTS');
    run.complete();
  } catch (error) {
    const expected = error instanceof PhaseFailure || error instanceof BuildspecError;
    run.complete(messageOf(error));
    if (!expected) throw error;
  }
}

/** @throws BuildspecError where the batch is larger than the project allows */
function checkRestrictions({ entries }: BatchSpec, { batch }: BatchRun): void {
  const { maximumBuildsAllowed: most, computeTypesAllowed: types } =
    batch.buildBatchConfig?.restrictions ?? {};
  if (most !== undefined && entries.length > most)
    throw new BuildspecError(
      `the batch has ${entries.length} builds, and ${most} are allowed`,
      0,
      0,
    );
  const wrong = entries.find(
    ({ computeType }) => computeType && types && !types.includes(computeType),
  );
  if (wrong)
    throw new BuildspecError(`${wrong.identifier}: ${wrong.computeType} is not allowed`, 0, 0);
}

/** Reads the buildspec out of the source, as a build would that ends there. */
async function readBatchSpec({ record, batch, context }: BatchRun): Promise<BatchSpec> {
  const { projectName, source, sourceVersion, serviceRole } = batch;
  const { id } = batch;
  const build: Build = { id, projectName, source, sourceVersion, serviceRole };
  const reader = new Run(
    { build: store(build), project: record.project, overrides: record.overrides },
    context,
  );
  fs.mkdirSync(reader.source, { recursive: true });
  try {
    const spec = await downloadSource(reader);
    batch.resolvedSourceVersion = reader.build.resolvedSourceVersion;
    if (spec.batch) return spec.batch;
    throw new BuildspecError('the buildspec has no "batch"', 0, 0);
  } finally {
    fs.rmSync(reader.folder, { recursive: true, force: true });
  }
}

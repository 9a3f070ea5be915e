import fs from 'node:fs';
import type {
  BatchGetBuildBatchesCommandInput,
  BatchGetBuildBatchesOutput,
  BuildBatch,
  ListBuildBatchesCommandInput,
  ListBuildBatchesForProjectCommandInput,
  ListBuildBatchesForProjectOutput,
  ListBuildBatchesOutput,
  Project,
  StartBuildBatchCommandInput,
  StartBuildBatchOutput,
  StopBuildBatchCommandInput,
  StopBuildBatchOutput,
} from '@aws-sdk/client-codebuild';
import type { Context } from '../../../base/context';
import { pageOf } from '../../../base/page';
import { notImplemented } from '../../../base/service-error';
import type { Records } from '../../../base/store';
import { BatchRun } from '../batches/batch-run';
import { processBatch } from '../batches/process-batch';
import { type BatchRecord, batchesOf } from '../batches/records';
import { overridden, readVariables } from '../engine/start';
import { invalid, notFound, pageTokens } from '../model/errors';
import { findProject, projectArn } from '../model/project';
import { revive, store } from '../model/records';
import { idOf } from './builds';

const live = new WeakMap<Records<BatchRecord>, Map<string, BatchRun>>();

function runsOf(context: Context): Map<string, BatchRun> {
  const records = batchesOf(context);
  const runs = live.get(records) ?? new Map<string, BatchRun>();
  live.set(records, runs);
  return runs;
}

export function StartBuildBatch(
  input: StartBuildBatchCommandInput,
  context: Context,
): StartBuildBatchOutput {
  const { buildBatchConfigOverride, buildTimeoutInMinutesOverride, ...rest } = input;
  const known = findProject(input.projectName ?? '', context);
  const project = overridden(known, {
    ...rest,
    timeoutInMinutesOverride: buildTimeoutInMinutesOverride,
  });
  const config = buildBatchConfigOverride ?? known.buildBatchConfig;
  if (!config?.serviceRole)
    throw invalid(`${known.name}: batch builds need a buildBatchConfig with a service role`);
  if (config.combineArtifacts) throw notImplemented('codebuild', 'batches with combineArtifacts');
  const batch = newBatch({ ...project, buildBatchConfig: config }, input.sourceVersion, context);
  const record: BatchRecord = {
    batch: store(batch),
    project: store(project),
    overrides: readVariables(input.environmentVariablesOverride),
  };
  const run = new BatchRun(record, context);
  fs.mkdirSync(run.folder, { recursive: true });
  batchesOf(context).put(batch.id ?? '', record);
  runsOf(context).set(batch.id ?? '', run);
  context.work(processBatch(run).finally(() => runsOf(context).delete(batch.id ?? '')));
  return { buildBatch: batch };
}

function newBatch(
  project: Project,
  sourceVersion: string | undefined,
  context: Context,
): BuildBatch {
  const name = project.name ?? '';
  const id = `${name}:${context.newId()}`;
  const earlier = batchesOf(context)
    .list()
    .filter(({ batch }) => batch.projectName === name);
  return {
    id,
    arn: projectArn(name, context).replace(/:project\/.*$/, `:build-batch/${id}`),
    buildBatchNumber: earlier.length + 1,
    startTime: context.now(),
    currentPhase: 'SUBMITTED',
    buildBatchStatus: 'IN_PROGRESS',
    complete: false,
    projectName: name,
    sourceVersion: sourceVersion ?? project.sourceVersion,
    phases: [],
    source: project.source,
    artifacts: { location: '' },
    cache: project.cache,
    environment: project.environment,
    serviceRole: project.serviceRole,
    buildTimeoutInMinutes: project.timeoutInMinutes,
    queuedTimeoutInMinutes: project.queuedTimeoutInMinutes,
    initiator: context.caller.arn.split(/[:/]/).slice(-2).join('/'),
    encryptionKey: project.encryptionKey,
    buildBatchConfig: project.buildBatchConfig,
  };
}

export function BatchGetBuildBatches(
  { ids = [] }: BatchGetBuildBatchesCommandInput,
  context: Context,
): BatchGetBuildBatchesOutput {
  const found = ids.map((id) => findBatch(idOf(id), context));
  return {
    buildBatches: found.filter((batch) => batch !== undefined),
    buildBatchesNotFound: ids.filter((_, index) => !found[index]),
  };
}

/** Answers when the batch and all of its builds have ended. */
export async function StopBuildBatch(
  { id = '' }: StopBuildBatchCommandInput,
  context: Context,
): Promise<StopBuildBatchOutput> {
  const run = runsOf(context).get(idOf(id));
  run?.stop();
  await run?.finished;
  const buildBatch = findBatch(idOf(id), context);
  if (!buildBatch) throw notFound(`Build batch cannot be found: ${id}`);
  return { buildBatch };
}

export function ListBuildBatches(
  input: ListBuildBatchesCommandInput,
  context: Context,
): ListBuildBatchesOutput {
  return list(undefined, input, context);
}

export function ListBuildBatchesForProject(
  input: ListBuildBatchesForProjectCommandInput,
  context: Context,
): ListBuildBatchesForProjectOutput {
  return list(findProject(input.projectName ?? '', context).name, input, context);
}

function list(project: string | undefined, input: ListBuildBatchesCommandInput, context: Context) {
  const direction = input.sortOrder === 'ASCENDING' ? 1 : -1;
  const ids = batchesOf(context)
    .list()
    .map(({ batch }) => batch)
    .filter(({ projectName }) => project === undefined || projectName === project)
    .filter(({ buildBatchStatus }) => [undefined, buildBatchStatus].includes(input.filter?.status))
    .sort((a, b) => direction * String(a.startTime).localeCompare(String(b.startTime)))
    .map(({ id }) => id ?? '');
  const { items, next } = pageOf(ids, input.nextToken, input.maxResults ?? 100, pageTokens);
  return { ids: items, nextToken: next };
}

function findBatch(id: string, context: Context): BuildBatch | undefined {
  const running = runsOf(context).get(id)?.batch;
  if (running) return { ...running };
  const record = batchesOf(context).get(id);
  return record && revive<BuildBatch>(record.batch);
}

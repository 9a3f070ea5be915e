import fs from 'node:fs';
import path from 'node:path';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { CodeBuildClient, StartBuildCommand } from '@aws-sdk/client-codebuild';
import {
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { sha256Of } from '../../lib/bundle/manifest';
import { namesOf, outputs, parameters } from '../../lib/contract';
import {
  type GuardedMode,
  guardedModes,
  guardNamesOf,
  guardVariables,
} from '../../lib/guard-names';
import { objectKeys } from '../../lib/object-keys';
import { openRecord, type ReadRecord } from '../../lib/records/read-record';
import { application } from '../deploy/stage';
import type { KitStage } from './going-back';

const program = () => fs.readFileSync(path.join(__dirname, '../../dist/guard.cjs'));

/** An account as `gitenv init` leaves it with `"guarded"`. */
export async function installGuarded(
  kit: KitStage,
  mode: GuardedMode = guardedModes.records,
  more: Record<string, string> = {},
): Promise<void> {
  const digest = sha256Of(program());
  await kit.install({
    [parameters.guarded]: mode,
    [parameters.guardProgram]: digest,
    ...more,
  });
  const bucket = await bucketName(kit);
  const s3 = new S3Client(kit.stage.machine.client());
  await s3.send(
    new PutObjectCommand({
      Bucket: bucket,
      Key: objectKeys.guardProgram(digest),
      Body: program(),
      IfNoneMatch: '*',
    }),
  );
}

export async function bucketName(kit: KitStage): Promise<string> {
  const { Stacks: [stack] = [] } = await new CloudFormationClient(kit.stage.machine.client()).send(
    new DescribeStacksCommand({ StackName: namesOf(application).stack }),
  );
  const found = stack?.Outputs?.find(({ OutputKey }) => OutputKey === outputs.bucket);
  return found?.OutputValue ?? '';
}

/** The keys of what the bucket has below a prefix. */
export async function objectsBelow(kit: KitStage, Prefix: string): Promise<string[]> {
  const s3 = new S3Client(kit.stage.machine.client());
  const Bucket = await bucketName(kit);
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix }));
  return Contents.map(({ Key = '' }) => Key);
}

/** The records of the environment as their objects are, in order. */
export async function recordTexts(kit: KitStage): Promise<string[]> {
  const s3 = new S3Client(kit.stage.machine.client());
  const Bucket = await bucketName(kit);
  const { Contents = [] } = await s3.send(
    new ListObjectsV2Command({ Bucket, Prefix: objectKeys.records }),
  );
  return Promise.all(
    Contents.map(async ({ Key }) => {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
      return (await Body?.transformToString()) ?? '';
    }),
  );
}

export async function recordsOf(kit: KitStage): Promise<ReadRecord[]> {
  return (await recordTexts(kit)).map((text) => {
    const record = openRecord(text);
    if (typeof record === 'string') throw new Error(record);
    return record;
  });
}

/** Starts the guard as an event does. @returns the build's id */
export async function startGuard(kit: KitStage, task = 'record'): Promise<string> {
  const { build } = await new CodeBuildClient(kit.stage.machine.client()).send(
    new StartBuildCommand({
      projectName: guardNamesOf(application).project,
      sourceTypeOverride: 'NO_SOURCE',
      artifactsOverride: { type: 'NO_ARTIFACTS' },
      environmentVariablesOverride: [{ name: guardVariables.task, value: task }],
    }),
  );
  return build?.id ?? '';
}

export async function guardLog(kit: KitStage): Promise<string> {
  const { events = [] } = await new CloudWatchLogsClient(kit.stage.machine.client()).send(
    new FilterLogEventsCommand({ logGroupName: guardNamesOf(application).logGroup }),
  );
  return events.map(({ message }) => message).join('');
}

import fs from 'node:fs';
import path from 'node:path';
import {
  CloudFormationClient,
  DescribeStacksCommand,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation';
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { CodeBuildClient, StartBuildCommand } from '@aws-sdk/client-codebuild';
import {
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { sha256Of } from '../../lib/bundle/manifest';
import { namesOf, no, outputs, parameters, yes } from '../../lib/contract';
import {
  type GuardedMode,
  guardedModes,
  guardNamesOf,
  guardParameters,
  guardVariables,
} from '../../lib/guard-names';
import { objectKeys } from '../../lib/object-keys';
import { openRecord, type ReadRecord } from '../../lib/records/read-record';
import { hasGate } from '../../lib/setup/init/stack/guard';
import { guardTemplate } from '../bootstrap/template';
import { application, installStack } from '../deploy/stage';
import { testAccount } from '../local/machine';
import type { KitStage } from './going-back';

const program = () => fs.readFileSync(path.join(__dirname, '../../dist/guard.cjs'));

/** An account as `gitenv init` leaves it with `"guarded"`. @param more parameters of the guard's stack */
export async function installGuarded(
  kit: KitStage,
  mode: GuardedMode = guardedModes.records,
  more: Record<string, string> = {},
): Promise<void> {
  const digest = sha256Of(program());
  await kit.install({ [parameters.guarded]: hasGate(mode) ? yes : no });
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
  const values = {
    [guardParameters.environment]: 'dev',
    [guardParameters.bucket]: bucket,
    [guardParameters.guarded]: mode,
    [guardParameters.program]: digest,
    ...more,
  };
  const stack = { name: namesOf(application).guardStack, body: guardTemplate() };
  await installStack(kit.stage, testAccount, values, stack);
}

/** Changes a parameter of the guard's stack, as an administrator can. */
export async function changeGuard(kit: KitStage, name: string, value: string): Promise<void> {
  const kept = Object.keys(guardTemplate().Parameters).filter((key) => key !== name);
  await new CloudFormationClient(kit.stage.machine.client()).send(
    new UpdateStackCommand({
      StackName: namesOf(application).guardStack,
      UsePreviousTemplate: true,
      Capabilities: ['CAPABILITY_NAMED_IAM'],
      Parameters: [
        { ParameterKey: name, ParameterValue: value },
        ...kept.map((ParameterKey) => ({ ParameterKey, UsePreviousValue: true })),
      ],
    }),
  );
  await kit.stage.machine.idle();
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

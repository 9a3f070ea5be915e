import fs from 'node:fs';
import type {
  CreateLogGroupCommandInput,
  DeleteLogGroupCommandInput,
  DeleteRetentionPolicyCommandInput,
  DescribeLogGroupsCommandInput,
  DescribeLogGroupsResponse,
  LogGroup,
  PutRetentionPolicyCommandInput,
} from '@aws-sdk/client-cloudwatch-logs';
import type { Context } from '../../../base/context';
import { pageOf } from '../../../base/page';
import { ServiceError } from '../../../base/service-error';
import { alreadyExists, invalid, pageTokens } from '../model/errors';
import { sizeOf } from '../model/event-file';
import {
  eventFile,
  eventFolder,
  groupArn,
  groupOf,
  groups,
  type StoredLogGroup,
  streams,
} from '../model/records';

const retentions = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288,
  3653,
];

export function CreateLogGroup(input: CreateLogGroupCommandInput, context: Context): void {
  const name = input.logGroupName ?? '';
  if (!/^[.\-_/#A-Za-z0-9]{1,512}$/.test(name)) throw invalid(`'${name}' is not a log group name.`);
  if (groups(context).get(name)) throw alreadyExists('The specified log group already exists');
  groups(context).put(name, {
    name,
    createdAt: context.now().getTime(),
    kmsKeyId: input.kmsKeyId,
    logGroupClass: input.logGroupClass ?? 'STANDARD',
    deletionProtected: input.deletionProtectionEnabled ?? false,
    tags: input.tags ?? {},
  });
}

export function DeleteLogGroup(input: DeleteLogGroupCommandInput, context: Context): void {
  const group = groupOf(input, context);
  if (group.deletionProtected)
    throw new ServiceError(
      'OperationAbortedException',
      'The log group is protected from deletion.',
    );
  const all = streams(group.name, context);
  for (const stream of all.list()) all.delete(stream.name);
  fs.rmSync(eventFolder(group.name, context), { recursive: true, force: true });
  groups(context).delete(group.name);
}

export function PutRetentionPolicy(input: PutRetentionPolicyCommandInput, context: Context): void {
  const group = groupOf(input, context);
  setRetention(group, input.retentionInDays, context);
}

export function DeleteRetentionPolicy(
  input: DeleteRetentionPolicyCommandInput,
  context: Context,
): void {
  setRetention(groupOf(input, context), undefined, context);
}

export function setRetention(
  group: StoredLogGroup,
  retentionInDays: number | undefined,
  context: Context,
): void {
  if (retentionInDays !== undefined && !retentions.includes(retentionInDays))
    throw invalid(`retentionInDays is one of ${retentions.join(', ')}.`);
  groups(context).put(group.name, { ...group, retentionInDays });
}

export function DescribeLogGroups(
  input: DescribeLogGroupsCommandInput,
  context: Context,
): DescribeLogGroupsResponse {
  const found = groups(context)
    .list()
    .filter(({ name }) => name.startsWith(input.logGroupNamePrefix ?? ''))
    .filter(({ name }) => name.includes(input.logGroupNamePattern ?? ''))
    .filter((group) => !input.logGroupClass || group.logGroupClass === input.logGroupClass)
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const { items, next } = pageOf(found, input.nextToken, input.limit ?? 50, pageTokens);
  return { logGroups: items.map((group) => describe(group, context)), nextToken: next };
}

function describe(group: StoredLogGroup, context: Context): LogGroup {
  const arn = groupArn(group.name, context);
  return {
    logGroupName: group.name,
    creationTime: group.createdAt,
    retentionInDays: group.retentionInDays,
    metricFilterCount: 0,
    arn: `${arn}:*`,
    logGroupArn: arn,
    storedBytes: streams(group.name, context)
      .list()
      .reduce((sum, { name }) => sum + sizeOf(eventFile(group.name, name, context)), 0),
    kmsKeyId: group.kmsKeyId,
    logGroupClass: group.logGroupClass,
    deletionProtectionEnabled: group.deletionProtected,
  };
}

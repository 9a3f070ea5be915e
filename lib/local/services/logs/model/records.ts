import path from 'node:path';
import type { LogGroupClass } from '@aws-sdk/client-cloudwatch-logs';
import type { Context } from '../../../base/context';
import { pathSegmentOf, type Records } from '../../../base/store';
import { invalid, notFound } from './errors';

export interface StoredLogGroup {
  readonly name: string;
  readonly createdAt: number;
  readonly retentionInDays?: number | undefined;
  readonly kmsKeyId?: string | undefined;
  readonly logGroupClass: LogGroupClass;
  readonly deletionProtected: boolean;
  readonly tags: Readonly<Record<string, string>>;
}

export interface StoredLogStream {
  readonly name: string;
  readonly createdAt: number;
}

export function groups(context: Context): Records<StoredLogGroup> {
  return context.records<StoredLogGroup>('logs/groups');
}

export function streams(group: string, context: Context): Records<StoredLogStream> {
  return context.records<StoredLogStream>(`logs/streams/${pathSegmentOf(group)}`);
}

/** Where the events of a group's streams are, one file a stream. */
export function eventFolder(group: string, context: Context): string {
  return path.join(context.directory, 'logs', 'events', pathSegmentOf(group));
}

export function eventFile(group: string, stream: string, context: Context): string {
  return path.join(eventFolder(group, context), `${pathSegmentOf(stream)}.jsonl`);
}

export function groupArn(name: string, { account, region }: Context): string {
  return `arn:aws:logs:${region}:${account}:log-group:${name}`;
}

/** A group by its name or its ARN, whichever a request carries. */
export function groupOf(
  request: { logGroupName?: string | undefined; logGroupIdentifier?: string | undefined },
  context: Context,
): StoredLogGroup {
  const named = request.logGroupName ?? request.logGroupIdentifier ?? '';
  if (named === '')
    throw invalid('Exactly one of logGroupName and logGroupIdentifier is required.');
  const name = /^arn:aws:logs:[^:]+:\d+:log-group:([^:]+)(:\*)?$/.exec(named)?.[1] ?? named;
  const group = groups(context).get(name);
  if (!group) throw notFound('The specified log group does not exist.');
  return group;
}

export function streamOf(
  group: string,
  name: string | undefined,
  context: Context,
): StoredLogStream {
  const stream = streams(group, context).get(name ?? '');
  if (!stream) throw notFound('The specified log stream does not exist.');
  return stream;
}

/** The time before which a group's events count as gone. */
export function oldestKept({ retentionInDays }: StoredLogGroup, context: Context): number {
  return retentionInDays === undefined
    ? Number.NEGATIVE_INFINITY
    : context.now().getTime() - retentionInDays * 86_400_000;
}

import type { Build as AwsBuild, PhaseContext } from '@aws-sdk/client-codebuild';
import { exitStatuses } from '../../exit-statuses';
import type { Account } from '../account/account';
import { call } from '../call/call';
import * as aws from './operations';

/** Where a build's log is kept. */
export interface LogLocation {
  readonly group: string;
  readonly stream: string;
}

export interface Build {
  readonly id: string;
  readonly status: string;
  readonly isOver: boolean;
  /** The phase it is in; COMPLETED at the end. */
  readonly phase: string;
  /** Undefined until the build has a log, and for good where the project writes none. */
  readonly log: LogLocation | undefined;
  /** The last phase whose end the log tells; undefined if there is none, or the build was stopped, which cuts its log off. */
  readonly lastLogged: string | undefined;
  /** The failed phase and AWS's sentence about it. */
  readonly failure: { readonly phase: string; readonly message: string } | undefined;
  /** What its buildspec has exported, by name. CodeBuild keeps it with the build, where no other build can write. */
  readonly exported: Readonly<Record<string, string>>;
}

/**
 * Which of these builds are over and have changed nothing: none of their commands ran, or the command that failed says
 * with its exit status that nothing was changed, or everything put back.
 */
export async function buildsWithoutChange(
  account: Account,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set();
  const { builds = [] } = await call(account, aws.BatchGetBuilds, { ids: [...ids] });
  const without = builds.filter((build) => build.buildComplete && !hasChanged(build));
  return new Set(without.map(({ id = '' }) => id));
}

export interface LogLine {
  readonly time: Date;
  /** Without the newline at its end. */
  readonly text: string;
}

/** One page of a log. The end of what is written so far is reached when `next` is the token that was asked with. */
export interface LogPage {
  readonly lines: readonly LogLine[];
  readonly next: string | undefined;
}

/** A build of a project outside of its pipeline, of one commit of a repository. */
export interface BuildRequest {
  readonly project: string;
  readonly cloneUrl: string;
  readonly commit: string;
  /** A file of the commit; the project's own without it. */
  readonly buildspec?: string;
  readonly variables: Readonly<Record<string, string>>;
}

/** @returns the build's id */
export async function startBuild(account: Account, request: BuildRequest): Promise<string> {
  const { project, cloneUrl, commit, buildspec, variables } = request;
  const { build } = await call(account, aws.StartBuild, {
    projectName: project,
    sourceTypeOverride: 'CODECOMMIT',
    sourceLocationOverride: cloneUrl,
    sourceVersion: commit,
    artifactsOverride: { type: 'NO_ARTIFACTS' },
    ...(buildspec !== undefined && { buildspecOverride: buildspec }),
    environmentVariablesOverride: Object.entries(variables).map(([name, value]) => ({
      name,
      value,
      type: 'PLAINTEXT' as const,
    })),
  });
  return build?.id ?? '';
}

/** Undefined for a build AWS no longer, or not yet, knows. */
export async function getBuild(account: Account, id: string): Promise<Build | undefined> {
  const { builds = [] } = await call(account, aws.BatchGetBuilds, { ids: [id] });
  const [build] = builds;
  if (!build) return undefined;
  const { groupName: group, streamName: stream } = build.logs ?? {};
  const failed = build.phases?.find(({ phaseStatus }) =>
    /^(FAILED|FAULT|TIMED_OUT)$/.test(phaseStatus ?? ''),
  );
  return {
    id,
    status: build.buildStatus ?? 'IN_PROGRESS',
    isOver: build.buildComplete ?? false,
    phase: build.currentPhase ?? '',
    log: group && stream ? { group, stream } : undefined,
    lastLogged: lastLogged(build),
    failure: failed && {
      phase: failed.phaseType ?? '',
      message: failed.contexts?.map(({ message }) => message).find(Boolean) ?? '',
    },
    exported: exportedBy(build),
  };
}

function exportedBy({ exportedEnvironmentVariables = [] }: AwsBuild): Build['exported'] {
  return Object.fromEntries(
    exportedEnvironmentVariables.map(({ name = '', value = '' }) => [name, value]),
  );
}

/**
 * What the newest of a project's recent builds has exported that succeeded, of those that were started with a variable of this
 * value. CodeBuild keeps that, and no other build can change it.
 * @returns undefined if none of the newest hundred is one
 */
export async function latestExports(
  account: Account,
  projectName: string,
  variable: { readonly name: string; readonly value: string },
): Promise<Build['exported'] | undefined> {
  const newestFirst = { projectName, sortOrder: 'DESCENDING' as const };
  const { ids = [] } = await call(account, aws.ListBuildsForProject, newestFirst);
  if (ids.length === 0) return undefined;
  const { builds = [] } = await call(account, aws.BatchGetBuilds, { ids });
  const latest = builds
    .filter(({ buildStatus, environment }) => {
      const given = environment?.environmentVariables?.find((it) => it.name === variable.name);
      return buildStatus === 'SUCCEEDED' && given?.value === variable.value;
    })
    .sort((a, b) => (b.startTime?.getTime() ?? 0) - (a.startTime?.getTime() ?? 0))[0];
  return latest && exportedBy(latest);
}

/** What happens before the container is there, and after it is gone, leaves no lines. */
const silentPhases: ReadonlySet<string> = new Set([
  'SUBMITTED',
  'QUEUED',
  'PROVISIONING',
  'FINALIZING',
  'COMPLETED',
]);

function lastLogged({ phases = [] }: AwsBuild): string | undefined {
  if (phases.some(({ phaseStatus }) => /^(STOPPED|TIMED_OUT)$/.test(phaseStatus ?? '')))
    return undefined;
  return phases.findLast(({ phaseType = '' }) => !silentPhases.has(phaseType))?.phaseType;
}

function hasChanged({ phases = [] }: AwsBuild): boolean {
  const failed = phases.find(({ phaseStatus }) => phaseStatus !== 'SUCCEEDED');
  const says = failed?.contexts?.map(exitStatusOf).find((status) => status !== undefined);
  if (says === exitStatuses.nothingChanged) return false;
  return phases.some(({ phaseType = '' }) => commandPhases.has(phaseType));
}

const commandPhases: ReadonlySet<string> = new Set(['INSTALL', 'PRE_BUILD', 'BUILD', 'POST_BUILD']);

/** Only in its text CodeBuild says with which status a command has ended. */
function exitStatusOf({ statusCode, message = '' }: PhaseContext): number | undefined {
  if (statusCode !== 'COMMAND_EXECUTION_ERROR') return undefined;
  const [, status] = / Reason: exit status (\d+)$/.exec(message.trimEnd()) ?? [];
  return status === undefined ? undefined : Number(status);
}

/**
 * Reads on from `token`, or from the start without one. A stream that nothing was written to yet is an empty page
 * without a token.
 */
export async function readLog(
  account: Account,
  { group, stream }: LogLocation,
  token?: string,
): Promise<LogPage> {
  const page = await call(account, aws.GetLogEvents, {
    logGroupName: group,
    logStreamName: stream,
    startFromHead: true,
    nextToken: token,
  });
  if (!page) return { lines: [], next: token };
  const lines = (page.events ?? []).map(({ timestamp = 0, message = '' }) => ({
    time: new Date(timestamp),
    text: message.replace(/\r?\n$/, ''),
  }));
  return { lines, next: page.nextForwardToken };
}

/** The last lines of a log, however long it is, in one call. Empty where nothing was written. */
export async function readLogEnd(
  account: Account,
  { group, stream }: LogLocation,
  limit: number,
): Promise<string[]> {
  const page = await call(account, aws.GetLogEvents, {
    logGroupName: group,
    logStreamName: stream,
    startFromHead: false,
    limit,
  });
  return (page?.events ?? []).map(({ message = '' }) => message.replace(/\r?\n$/, ''));
}

export async function stopBuild(account: Account, id: string): Promise<void> {
  await call(account, aws.StopBuild, { id });
}

import type {
  BatchDeleteBuildsCommandInput,
  BatchDeleteBuildsOutput,
  BatchGetBuildsCommandInput,
  BatchGetBuildsOutput,
  Build,
  ListBuildsCommandInput,
  ListBuildsForProjectCommandInput,
  ListBuildsForProjectOutput,
  ListBuildsOutput,
  Project,
  RetryBuildCommandInput,
  RetryBuildOutput,
  StartBuildCommandInput,
  StartBuildOutput,
  StopBuildCommandInput,
  StopBuildOutput,
} from '@aws-sdk/client-codebuild';
import type { Context } from '../../../base/context';
import { pageOf } from '../../../base/page';
import { queueOf } from '../engine/queue';
import { overridden, readVariables, startBuild } from '../engine/start';
import { invalid, notFound, pageTokens } from '../model/errors';
import { findProject } from '../model/project';
import { type BuildRecord, buildsOf, revive } from '../model/records';

/** For so long the same idempotency token means the same build. */
const tokenLifetime = 5 * 60_000;

export function StartBuild(input: StartBuildCommandInput, context: Context): StartBuildOutput {
  const project = findProject(input.projectName ?? '', context);
  const earlier = byToken(input.idempotencyToken, context);
  if (earlier) return { build: getBuild(earlier.build.id ?? '', context) };
  if (project.source?.type === 'CODEPIPELINE' && input.sourceTypeOverride === undefined)
    throw invalid(
      `${project.name}: a project with source type CODEPIPELINE is built by its pipeline`,
    );
  const build = startBuild(
    {
      project: overridden(project, input),
      sourceVersion: input.sourceVersion ?? project.sourceVersion,
      overrides: readVariables(input.environmentVariablesOverride),
      initiator: context.caller.arn.split(/[:/]/).slice(-2).join('/'),
      idempotencyToken: input.idempotencyToken,
    },
    context,
  );
  return { build };
}

export function BatchGetBuilds(
  { ids }: BatchGetBuildsCommandInput,
  context: Context,
): BatchGetBuildsOutput {
  const asked = ids ?? [];
  if (asked.length < 1 || asked.length > 100) throw invalid('ids takes 1 to 100 build ids');
  const found = asked.map((id) => queueOf(context).find(idOf(id)));
  return {
    builds: found.filter((build) => build !== undefined),
    buildsNotFound: asked.filter((_, index) => !found[index]),
  };
}

/** Answers when the build and all of its processes have ended. */
export async function StopBuild(
  { id }: StopBuildCommandInput,
  context: Context,
): Promise<StopBuildOutput> {
  const build = getBuild(idOf(id ?? ''), context);
  const run = queueOf(context).run(build.id ?? '');
  run?.stop('STOPPED', 'Build was stopped by request.');
  await run?.finished;
  return { build: getBuild(build.id ?? '', context) };
}

export function RetryBuild(input: RetryBuildCommandInput, context: Context): RetryBuildOutput {
  const { build } = { build: getBuild(idOf(input.id ?? ''), context) };
  const record = buildsOf(context).get(build.id ?? '');
  if (!record || !build.buildComplete) throw invalid(`Build ${build.id} has not ended`);
  return {
    build: startBuild(
      {
        project: revive<Project>(record.project),
        sourceVersion: build.sourceVersion,
        overrides: record.overrides,
        initiator: build.initiator ?? '',
        ...(record.pipeline && { pipeline: record.pipeline }),
      },
      context,
    ),
  };
}

/** Forgets builds that have ended. Their logs and artifacts stay. */
export function BatchDeleteBuilds(
  { ids }: BatchDeleteBuildsCommandInput,
  context: Context,
): BatchDeleteBuildsOutput {
  const asked = (ids ?? []).map((id) => ({ id, build: queueOf(context).find(idOf(id)) }));
  const gone = asked.filter(({ build }) => build?.buildComplete);
  for (const { build } of gone) buildsOf(context).delete(build?.id ?? '');
  return {
    buildsDeleted: gone.map(({ build }) => build?.arn ?? ''),
    buildsNotDeleted: asked
      .filter(({ build }) => !build?.buildComplete)
      .map(({ id, build }) => ({
        id,
        statusCode: build ? 'BUILD_IN_PROGRESS' : 'BUILD_NOT_FOUND',
      })),
  };
}

export function ListBuilds(input: ListBuildsCommandInput, context: Context): ListBuildsOutput {
  return list(undefined, input, context);
}

export function ListBuildsForProject(
  input: ListBuildsForProjectCommandInput,
  context: Context,
): ListBuildsForProjectOutput {
  const { name } = findProject(input.projectName ?? '', context);
  return list(name, input, context);
}

function list(
  project: string | undefined,
  { sortOrder, nextToken }: ListBuildsCommandInput,
  context: Context,
): ListBuildsOutput {
  const direction = sortOrder === 'ASCENDING' ? 1 : -1;
  const builds = buildsOf(context)
    .list()
    .map(({ build }) => build)
    .filter(({ projectName }) => project === undefined || projectName === project)
    .sort((a, b) => direction * order(a).localeCompare(order(b)));
  const ids = builds.map(({ id }) => id ?? '');
  const { items, next } = pageOf(ids, nextToken, 100, pageTokens);
  return { ids: items, nextToken: next };
}

/** Builds of one project that start in the same millisecond still have an order. */
function order({
  startTime,
  buildNumber,
}: {
  startTime?: string | undefined;
  buildNumber?: number | undefined;
}): string {
  return `${startTime} ${String(buildNumber).padStart(9, '0')}`;
}

export function getBuild(id: string, context: Context): Build {
  const found = queueOf(context).find(id);
  if (!found) throw notFound(`Build cannot be found: ${id}`);
  return found;
}

/** Operations take a build's ARN for its id. */
export function idOf(idOrArn: string): string {
  return idOrArn.startsWith('arn:') ? idOrArn.slice(idOrArn.indexOf('/') + 1) : idOrArn;
}

function byToken(token: string | undefined, context: Context): BuildRecord | undefined {
  if (token === undefined) return undefined;
  const since = new Date(context.now().getTime() - tokenLifetime).toISOString();
  return buildsOf(context)
    .list()
    .find((record) => record.idempotencyToken === token && String(record.build.startTime) > since);
}

import type { Build, Project, StartBuildInput } from '@aws-sdk/client-codebuild';
import type { Context } from '../../../base/context';
import { notImplemented } from '../../../base/service-error';
import { invalid } from '../model/errors';
import { checkProject, projectArn } from '../model/project';
import { type BuildRecord, type PipelineJob, store, type Variable } from '../model/records';
import { queueOf } from './queue';

export interface Start {
  readonly project: Project;
  readonly sourceVersion: string | undefined;
  readonly overrides: readonly Variable[];
  readonly initiator: string;
  readonly pipeline?: PipelineJob;
  readonly batch?: { readonly id: string; readonly identifier: string; readonly arn: string };
  readonly idempotencyToken?: string | undefined;
}

/** Makes the record of a new build and hands it to the queue. */
export function startBuild(start: Start, context: Context): Build {
  const build = newBuild(start, context);
  const { project, pipeline, batch } = start;
  const record: BuildRecord = {
    build: store(build),
    project: store(project),
    overrides: start.overrides,
    ...(pipeline && { pipeline }),
    ...(batch && { batch: { id: batch.id, identifier: batch.identifier } }),
    ...(start.idempotencyToken !== undefined && { idempotencyToken: start.idempotencyToken }),
  };
  queueOf(context).add(record, context);
  return build;
}

function newBuild(start: Start, context: Context): Build {
  const { project, pipeline, batch } = start;
  const uuid = context.newId();
  const name = project.name ?? '';
  const id = `${name}:${uuid}`;
  return {
    id,
    arn: projectArn(name, context).replace(/:project\/.*$/, `:build/${id}`),
    buildNumber: queueOf(context).nextNumber(name),
    startTime: context.now(),
    currentPhase: 'SUBMITTED',
    buildStatus: 'IN_PROGRESS',
    buildComplete: false,
    sourceVersion: start.sourceVersion,
    projectName: name,
    phases: [],
    source: project.source,
    secondarySources: project.secondarySources ?? [],
    secondarySourceVersions: project.secondarySourceVersions ?? [],
    artifacts: pipeline ? pipelineArtifacts(pipeline) : { location: '' },
    secondaryArtifacts: [],
    cache: project.cache,
    environment: shownEnvironment(start),
    serviceRole: project.serviceRole,
    ...(project.vpcConfig?.vpcId && { vpcConfig: project.vpcConfig }),
    logs: logsLocation(project, uuid, context),
    timeoutInMinutes: project.timeoutInMinutes,
    queuedTimeoutInMinutes: project.queuedTimeoutInMinutes,
    initiator: start.initiator,
    encryptionKey: project.encryptionKey,
    exportedEnvironmentVariables: [],
    ...(batch && { buildBatchArn: batch.arn }),
  };
}

/** Variables of the request are shown in the build's record, but for those a pipeline gives. */
function shownEnvironment({ project, overrides, pipeline }: Start): Build['environment'] {
  if (!project.environment || pipeline || overrides.length === 0) return project.environment;
  const own = project.environment.environmentVariables ?? [];
  const names = new Set(overrides.map(({ name }) => name));
  const environmentVariables = [...own.filter(({ name }) => !names.has(name ?? '')), ...overrides];
  return { ...project.environment, environmentVariables };
}

function pipelineArtifacts({ outputs }: PipelineJob): Build['artifacts'] {
  const [only] = outputs;
  return {
    location: only && outputs.length === 1 ? `arn:aws:s3:::${only.bucket}/${only.key}` : '',
  };
}

function logsLocation(project: Project, uuid: string, context: Context): Build['logs'] {
  const cloudWatchLogs = project.logsConfig?.cloudWatchLogs;
  if (cloudWatchLogs?.status === 'DISABLED') return { cloudWatchLogs };
  const groupName = cloudWatchLogs?.groupName ?? `/aws/codebuild/${project.name}`;
  const streamName = cloudWatchLogs?.streamName ? `${cloudWatchLogs.streamName}/${uuid}` : uuid;
  const { region, account } = context;
  return {
    groupName,
    streamName,
    deepLink: `https://console.aws.amazon.com/cloudwatch/home?region=${region}#logsV2:log-groups/log-group/${encodeURIComponent(groupName)}/log-events/${encodeURIComponent(streamName)}`,
    cloudWatchLogsArn: `arn:aws:logs:${region}:${account}:log-group:${groupName}:log-stream:${streamName}`,
    cloudWatchLogs: cloudWatchLogs ?? { status: 'ENABLED' },
  };
}

/** The project as one build sees it: what the request overrides, replaced. @throws ServiceError */
export function overridden(project: Project, input: StartBuildInput): Project {
  refuseUnsupported(input);
  const source = { ...project.source, type: input.sourceTypeOverride ?? project.source?.type };
  const environment = { ...project.environment };
  const result: Project = {
    ...project,
    source: {
      ...source,
      ...given('location', input.sourceLocationOverride),
      ...given('buildspec', input.buildspecOverride),
      ...given('gitCloneDepth', input.gitCloneDepthOverride),
      ...given('gitSubmodulesConfig', input.gitSubmodulesConfigOverride),
    },
    environment: {
      ...environment,
      type: input.environmentTypeOverride ?? environment.type,
      image: input.imageOverride ?? environment.image,
      computeType: input.computeTypeOverride ?? environment.computeType,
      ...given('privilegedMode', input.privilegedModeOverride),
    },
    ...given('artifacts', input.artifactsOverride),
    ...given('secondaryArtifacts', input.secondaryArtifactsOverride),
    ...given('secondarySources', input.secondarySourcesOverride),
    ...given('secondarySourceVersions', input.secondarySourcesVersionOverride),
    ...given('cache', input.cacheOverride),
    ...given('serviceRole', input.serviceRoleOverride),
    ...given('timeoutInMinutes', input.timeoutInMinutesOverride),
    ...given('queuedTimeoutInMinutes', input.queuedTimeoutInMinutesOverride),
    ...given('encryptionKey', input.encryptionKeyOverride),
    ...given('logsConfig', input.logsConfigOverride),
  };
  checkProject(result);
  return result;
}

function refuseUnsupported(input: StartBuildInput): void {
  const refused = (
    [
      'debugSessionEnabled',
      'fleetOverride',
      'hostKernelOverride',
      'autoRetryLimitOverride',
    ] as const
  ).find((name) => input[name]);
  if (refused) throw notImplemented('codebuild', refused);
}

function given<Key extends string, Value>(
  key: Key,
  value: Value | undefined,
): { [K in Key]?: Value } {
  return (value === undefined ? {} : { [key]: value }) as { [K in Key]?: Value };
}

export function readVariables(input: StartBuildInput['environmentVariablesOverride']): Variable[] {
  return (input ?? []).map(({ name, value, type }) => {
    if (!name || value === undefined)
      throw invalid('Environment variables need a name and a value');
    if (name.startsWith('CODEBUILD_'))
      throw invalid(`Environment variable ${name}: names that start with CODEBUILD_ are reserved`);
    return { name, value, type: type ?? 'PLAINTEXT' };
  });
}

import type { CreateProjectCommandInput, Project } from '@aws-sdk/client-codebuild';
import type {
  Context,
  Properties,
  ResourceRequest,
  ResourceState,
  ResourceType,
} from '../../base/context';
import { inOrderOf } from '../../base/list-order';
import { findProject } from './model/project';
import { projectsOf } from './model/records';
import { CreateProject, DeleteProject, replaceProject } from './operations/projects';

/** CloudFormation's property to the API's member, where it is more than its first letter. */
const honoured = [
  'Name',
  'Description',
  'ServiceRole',
  'Source',
  'SourceVersion',
  'SecondarySources',
  'SecondarySourceVersions',
  'Artifacts',
  'SecondaryArtifacts',
  'Environment',
  'Cache',
  'LogsConfig',
  'TimeoutInMinutes',
  'QueuedTimeoutInMinutes',
  'ConcurrentBuildLimit',
  'BuildBatchConfig',
];

export const projectType: ResourceType = {
  properties: honoured,
  recorded: [
    'EncryptionKey',
    'Tags',
    'BadgeEnabled',
    'Visibility',
    'ResourceAccessRole',
    'AutoRetryLimit',
  ],
  required: ['Artifacts', 'Environment', 'ServiceRole', 'Source'],
  replacement: ['Name'],
  scalars: {
    numbers: [
      'TimeoutInMinutes',
      'QueuedTimeoutInMinutes',
      'ConcurrentBuildLimit',
      'GitCloneDepth',
      'AutoRetryLimit',
      'TimeoutInMins',
      'MaximumBuildsAllowed',
    ],
    booleans: [
      'PrivilegedMode',
      'EncryptionDisabled',
      'OverrideArtifactName',
      'BadgeEnabled',
      'InsecureSsl',
      'ReportBuildStatus',
      'FetchSubmodules',
      'CombineArtifacts',
    ],
  },
  create(request, context) {
    const name = (request.properties.Name as string | undefined) ?? request.physicalName(150);
    CreateProject({ ...projectInput(request), name }, context);
    return state(name, context);
  },
  update(name, request, _, context) {
    const { created } = findProject(name, context);
    replaceProject({ ...projectInput(request), name }, created, context);
    return state(name, context);
  },
  read(name, { Tags }, context) {
    const project = projectsOf(context).get(name);
    if (!project) return undefined;
    const { badge, projectVisibility, tags, ...rest } = project;
    const current = upperKeys(rest) as Properties;
    const asTag = ({ key = '', value = '' }) => ({ Key: key, Value: value });
    return {
      ...current,
      BadgeEnabled: badge?.badgeEnabled,
      Visibility: projectVisibility,
      Tags: inOrderOf(Tags, (tags ?? []).map(asTag), ({ Key }) => Key),
    };
  },
  delete: (name, _, context) => void DeleteProject({ name }, context),
};

function state(name: string, context: Context): ResourceState {
  return { physicalId: name, attributes: { Arn: findProject(name, context).arn } };
}

function projectInput({ properties }: ResourceRequest): CreateProjectCommandInput {
  const { BadgeEnabled, Visibility, Source, ...rest } = properties;
  const input = lowerKeys(rest) as CreateProjectCommandInput & Project;
  const { BuildSpec, ...source } = (Source ?? {}) as Record<string, unknown>;
  return {
    ...input,
    source: {
      ...(lowerKeys(source) as CreateProjectCommandInput['source']),
      ...(BuildSpec === undefined ? {} : { buildspec: asText(BuildSpec) }),
    } as CreateProjectCommandInput['source'],
    ...(BadgeEnabled === true && { badgeEnabled: true }),
    ...(Visibility === undefined ? {} : { projectVisibility: Visibility as never }),
  };
}

const asText = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));

/** `ComputeType` to `computeType`, at every depth: CloudFormation and the API differ in nothing else. */
function lowerKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(lowerKeys);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [lowerKey(key), lowerKeys(inner)]),
  );
}

/** The way back. */
function upperKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(upperKeys);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [upperKey(key), upperKeys(inner)]),
  );
}

function upperKey(key: string): string {
  if (key === 'buildspec') return 'BuildSpec';
  return key.charAt(0).toUpperCase() + key.slice(1);
}

function lowerKey(key: string): string {
  if (key === 'S3Logs') return 's3Logs';
  if (key === 'BuildSpec') return 'buildspec';
  return key.charAt(0).toLowerCase() + key.slice(1);
}

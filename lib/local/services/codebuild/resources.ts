import type { CreateProjectCommandInput } from '@aws-sdk/client-codebuild';
import type { Context, ResourceRequest, ResourceState, ResourceType } from '../../base/context';
import { inOrderOf } from '../../base/list-order';
import { asRequest } from '../../protocol/request';
import { documentIn, objectIn, textIn, wordIn } from '../../recorded/properties';
import { fieldsOf } from '../../values/fields';
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
  'VpcConfig',
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
    const name = textIn(request.properties, 'Name') ?? request.physicalName(150);
    CreateProject(projectInput(request, name), context);
    return state(name, context);
  },
  update(name, request, _, context) {
    const { created } = findProject(name, context);
    replaceProject(projectInput(request, name), created, context);
    return state(name, context);
  },
  read(name, { Tags }, context) {
    const project = projectsOf(context).get(name);
    if (!project) return undefined;
    const { badge, projectVisibility, tags, ...rest } = project;
    const current = fieldsOf(upperKeys(rest));
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

function projectInput(
  { properties }: ResourceRequest,
  name: string,
): Parameters<typeof replaceProject>[0] {
  const { BadgeEnabled, Visibility, Source, ResourceAccessRole, ...rest } = properties;
  const visibility = wordIn(properties, 'Visibility', ['PRIVATE', 'PUBLIC_READ']);
  const { BuildSpec, ...source } = objectIn(properties, 'Source');
  const input = {
    ...fieldsOf(lowerKeys(rest)),
    name,
    source: {
      ...fieldsOf(lowerKeys(source)),
      ...(BuildSpec !== undefined && { buildspec: documentIn({ BuildSpec }, 'BuildSpec') }),
    },
  };
  return {
    ...asRequest<CreateProjectCommandInput>('codebuild', 'CreateProject', input),
    ...(BadgeEnabled === true && { badgeEnabled: true }),
    ...(visibility && { projectVisibility: visibility }),
    resourceAccessRole: textIn(properties, 'ResourceAccessRole'),
  };
}

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

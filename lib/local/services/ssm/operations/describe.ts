import type {
  AddTagsToResourceCommandInput,
  DescribeParametersCommandInput,
  DescribeParametersResult,
  LabelParameterVersionCommandInput,
  LabelParameterVersionResult,
  ListTagsForResourceCommandInput,
  ListTagsForResourceResult,
  ParameterMetadata,
  RemoveTagsFromResourceCommandInput,
} from '@aws-sdk/client-ssm';
import type { Context } from '../../../base/context';
import { pageOf, pageSize } from '../../../base/page';
import { notImplemented, ServiceError } from '../../../base/service-error';
import { invalidPageSize, pageTokens, versionNotFound } from '../model/errors';
import { matchesFilters } from '../model/filters';
import {
  arnOf,
  findParameter,
  parameterNamed,
  parameters,
  type StoredParameter,
} from '../model/records';

export function DescribeParameters(
  input: DescribeParametersCommandInput,
  context: Context,
): DescribeParametersResult {
  if (input.Shared) throw notImplemented('ssm', 'DescribeParameters with Shared');
  const legacy = input.Filters?.map(({ Key, Values }) => ({ Key, Values, Option: 'BeginsWith' }));
  const found = parameters(context)
    .list()
    .filter((parameter) => matchesFilters(parameter, input.ParameterFilters ?? legacy))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const size = pageSize(input.MaxResults, { usual: 10, most: 50 }, invalidPageSize);
  const { items, next } = pageOf(found, input.NextToken, size, pageTokens);
  return { Parameters: items.map((parameter) => describe(parameter, context)), NextToken: next };
}

function describe(
  { name, versions: [newest] }: StoredParameter,
  context: Context,
): ParameterMetadata {
  return {
    Name: name,
    ARN: arnOf(name, context),
    Type: newest.type,
    KeyId: newest.keyId,
    LastModifiedDate: new Date(newest.modifiedAt),
    LastModifiedUser: newest.modifiedBy,
    Description: newest.description,
    AllowedPattern: newest.allowedPattern,
    Version: newest.version,
    Tier: newest.tier,
    Policies: [],
    DataType: newest.dataType,
  };
}

export function LabelParameterVersion(
  input: LabelParameterVersionCommandInput,
  context: Context,
): LabelParameterVersionResult {
  const parameter = parameterNamed(input.Name, context);
  const wanted = input.ParameterVersion ?? parameter.versions[0].version;
  if (!parameter.versions.some(({ version }) => version === wanted))
    throw versionNotFound(`Systems Manager could not find version ${wanted} of ${parameter.name}.`);
  const labels = input.Labels ?? [];
  const valid = labels.filter((label) => /^(?!aws|ssm|\d)[\w.-]{1,100}$/i.test(label));
  const [first, ...rest] = parameter.versions.map((version) => {
    const others = version.labels.filter((label) => !valid.includes(label));
    return { ...version, labels: version.version === wanted ? [...others, ...valid] : others };
  });
  if (first) parameters(context).put(parameter.name, { ...parameter, versions: [first, ...rest] });
  return {
    InvalidLabels: labels.filter((label) => !valid.includes(label)),
    ParameterVersion: wanted,
  };
}

export function AddTagsToResource(input: AddTagsToResourceCommandInput, context: Context) {
  const parameter = taggable(input, context);
  const added = (input.Tags ?? []).map(({ Key = '', Value = '' }) => [Key, Value]);
  const tags = { ...parameter.tags, ...Object.fromEntries(added) };
  parameters(context).put(parameter.name, { ...parameter, tags });
  return {};
}

export function RemoveTagsFromResource(
  input: RemoveTagsFromResourceCommandInput,
  context: Context,
) {
  const parameter = taggable(input, context);
  const kept = Object.entries(parameter.tags).filter(([key]) => !input.TagKeys?.includes(key));
  parameters(context).put(parameter.name, { ...parameter, tags: Object.fromEntries(kept) });
  return {};
}

export function ListTagsForResource(
  input: ListTagsForResourceCommandInput,
  context: Context,
): ListTagsForResourceResult {
  const { tags } = taggable(input, context);
  return { TagList: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) };
}

function taggable(
  { ResourceType, ResourceId }: ListTagsForResourceCommandInput,
  context: Context,
): StoredParameter {
  if (ResourceType !== 'Parameter') throw notImplemented('ssm', `tags of a ${ResourceType}`);
  const parameter = findParameter(ResourceId ?? '', context);
  if (!parameter)
    throw new ServiceError(
      'InvalidResourceId',
      'The resource ID is not valid. Verify that you entered the correct ID and try again.',
    );
  return parameter;
}

import type {
  GetParameterCommandInput,
  GetParameterHistoryCommandInput,
  GetParameterHistoryResult,
  GetParameterResult,
  GetParametersByPathCommandInput,
  GetParametersByPathResult,
  GetParametersCommandInput,
  GetParametersResult,
  Parameter,
} from '@aws-sdk/client-ssm';
import type { Context } from '../../../base/context';
import { pageOf, pageSize } from '../../../base/page';
import { invalid, invalidPageSize, pageTokens, versionNotFound } from '../model/errors';
import { matchesFilters } from '../model/filters';
import {
  arnOf,
  findParameter,
  parameterNamed,
  parameters,
  type StoredParameter,
  type StoredVersion,
} from '../model/records';
import { reveal } from '../model/secret';

export async function GetParameter(
  input: GetParameterCommandInput,
  context: Context,
): Promise<GetParameterResult> {
  const [name, selector] = splitSelector(input.Name ?? '');
  const parameter = parameterNamed(name, context);
  const version = selectVersion(parameter, selector);
  if (!version)
    throw versionNotFound(
      `Systems Manager could not find version ${selector?.slice(1)} of ${name}.`,
    );
  return { Parameter: await describe(parameter, version, input.WithDecryption, context, selector) };
}

export async function GetParameters(
  input: GetParametersCommandInput,
  context: Context,
): Promise<GetParametersResult> {
  const names = input.Names ?? [];
  if (names.length > 10) throw invalid('GetParameters takes at most 10 names.');
  const found: Parameter[] = [];
  const missing: string[] = [];
  for (const asked of new Set(names)) {
    const [name, selector] = splitSelector(asked);
    const parameter = findParameter(name, context);
    const version = parameter && selectVersion(parameter, selector);
    if (!version) missing.push(asked);
    else found.push(await describe(parameter, version, input.WithDecryption, context, selector));
  }
  return { Parameters: found, InvalidParameters: missing };
}

export async function GetParametersByPath(
  input: GetParametersByPathCommandInput,
  context: Context,
): Promise<GetParametersByPathResult> {
  const path = input.Path ?? '';
  if (!path.startsWith('/')) throw invalid('The parameter path must begin with a slash.');
  const prefix = path.endsWith('/') ? path : `${path}/`;
  const found = parameters(context)
    .list()
    .filter(({ name }) => (name.startsWith('/') ? name : `/${name}`).startsWith(prefix))
    .filter(({ name }) => input.Recursive || !name.slice(prefix.length).includes('/'))
    .filter((parameter) => matchesFilters(parameter, input.ParameterFilters))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const size = pageSize(input.MaxResults, { usual: 10, most: 10 }, invalidPageSize);
  const { items, next } = pageOf(found, input.NextToken, size, pageTokens);
  const described = items.map((parameter) =>
    describe(parameter, parameter.versions[0], input.WithDecryption, context),
  );
  return { Parameters: await Promise.all(described), NextToken: next };
}

export async function GetParameterHistory(
  input: GetParameterHistoryCommandInput,
  context: Context,
): Promise<GetParameterHistoryResult> {
  const parameter = parameterNamed(input.Name, context);
  const size = pageSize(input.MaxResults, { usual: 50, most: 50 }, invalidPageSize);
  const { items, next } = pageOf(
    parameter.versions.toReversed(),
    input.NextToken,
    size,
    pageTokens,
  );
  const described = items.map(async (version) => ({
    Name: parameter.name,
    Type: version.type,
    KeyId: version.keyId,
    LastModifiedDate: new Date(version.modifiedAt),
    LastModifiedUser: version.modifiedBy,
    Description: version.description,
    Value: await reveal(parameter.name, version, input.WithDecryption, context),
    AllowedPattern: version.allowedPattern,
    Version: version.version,
    Labels: [...version.labels],
    Tier: version.tier,
    Policies: [],
    DataType: version.dataType,
  }));
  return { Parameters: await Promise.all(described), NextToken: next };
}

/** `name:3` and `name:label` choose a version; an ARN's own colons do not. */
function splitSelector(asked: string): [name: string, selector: string | undefined] {
  const match = /^(arn:[^/]*\/[^:]*|[^:]*)(:[^:]+)$/.exec(asked);
  return match?.[1] === undefined ? [asked, undefined] : [match[1], match[2]];
}

function selectVersion(
  { versions }: StoredParameter,
  selector: string | undefined,
): StoredVersion | undefined {
  if (selector === undefined) return versions[0];
  const wanted = selector.slice(1);
  return versions.find(
    ({ version, labels }) => String(version) === wanted || labels.includes(wanted),
  );
}

async function describe(
  { name }: StoredParameter,
  version: StoredVersion,
  decrypt: boolean | undefined,
  context: Context,
  selector?: string,
): Promise<Parameter> {
  return {
    Name: name,
    Type: version.type,
    Value: await reveal(name, version, decrypt, context),
    Version: version.version,
    Selector: selector,
    LastModifiedDate: new Date(version.modifiedAt),
    ARN: arnOf(name, context),
    DataType: version.dataType,
  };
}

import type {
  DeleteParameterCommandInput,
  DeleteParametersCommandInput,
  DeleteParametersResult,
  ParameterType,
  PutParameterCommandInput,
  PutParameterResult,
} from '@aws-sdk/client-ssm';
import type { Context } from '../../../base/context';
import { notImplemented, ServiceError } from '../../../base/service-error';
import { invalid } from '../model/errors';
import {
  parameterNamed,
  parameters,
  type StoredParameter,
  type StoredVersion,
} from '../model/records';
import { seal } from '../model/secret';

const maxVersions = 100;

export async function PutParameter(
  input: PutParameterCommandInput,
  context: Context,
): Promise<PutParameterResult> {
  const name = input.Name ?? '';
  checkName(name);
  if (input.Policies) throw notImplemented('ssm', 'PutParameter with Policies');
  const known = parameters(context).get(name);
  checkOverwrite(input, known);
  const type = input.Type ?? known?.versions[0].type;
  if (type === undefined)
    throw invalid('A parameter type is required when you create a parameter.');
  const value = checkValue(type, input);
  const kept =
    type === 'SecureString'
      ? await seal(name, value, input.KeyId, context)
      : { value, keyId: undefined };
  return putVersion(input, type, kept, context);
}

function putVersion(
  input: PutParameterCommandInput,
  type: ParameterType,
  kept: { value: string; keyId: string | undefined },
  context: Context,
): PutParameterResult {
  const name = input.Name ?? '';
  const known = parameters(context).get(name);
  const before = known?.versions[0];
  const version: StoredVersion = {
    ...kept,
    type,
    version: (before?.version ?? 0) + 1,
    description: input.Description ?? before?.description,
    allowedPattern: input.AllowedPattern ?? before?.allowedPattern,
    tier: input.Tier === 'Advanced' ? 'Advanced' : (before?.tier ?? 'Standard'),
    dataType: input.DataType ?? 'text',
    modifiedAt: context.now().toISOString(),
    modifiedBy: context.caller.arn,
    labels: [],
  };
  const added = Object.fromEntries(
    (input.Tags ?? []).map(({ Key = '', Value = '' }) => [Key, Value]),
  );
  parameters(context).put(name, {
    name,
    versions: [version, ...(known?.versions ?? []).slice(0, maxVersions - 1)],
    tags: known?.tags ?? added,
  });
  return { Version: version.version, Tier: version.tier };
}

function checkName(name: string): void {
  if (!/^[\w./-]{1,1011}$/.test(name))
    throw invalid(
      'Parameter name: can only contain letters, digits, dots, dashes, underscores and slashes.',
    );
  if (name.includes('/') && !name.startsWith('/'))
    throw invalid('Parameter name must be a fully qualified name.');
  if (/^\/?(aws|ssm)/i.test(name))
    throw invalid('Parameter name: can\'t be prefixed with "aws" or "ssm" (case-insensitive).');
  if (name.split('/').length - 1 > 15)
    throw new ServiceError(
      'HierarchyLevelLimitExceededException',
      'A parameter name has at most 15 levels.',
    );
}

function checkOverwrite(
  { Overwrite, Tags }: PutParameterCommandInput,
  known: StoredParameter | undefined,
): void {
  if (known && !Overwrite)
    throw new ServiceError(
      'ParameterAlreadyExists',
      'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.',
    );
  if (Overwrite && Tags && Tags.length > 0)
    throw invalid("Invalid request: tags and overwrite can't be used together.");
}

function checkValue(type: ParameterType, input: PutParameterCommandInput): string {
  const { Value: value = '', Tier: tier, AllowedPattern: pattern } = input;
  const limit = tier === 'Advanced' || tier === 'Intelligent-Tiering' ? 8192 : 4096;
  if (value === '') throw invalid('A parameter value is not empty.');
  if (Buffer.byteLength(value) > limit)
    throw invalid(`A parameter value of this tier has at most ${limit} bytes.`);
  if (pattern !== undefined && !matches(pattern, value))
    throw new ServiceError(
      'ParameterPatternMismatchException',
      `Parameter value, cannot be validated against allowedPattern: ${pattern}`,
    );
  if (!['String', 'StringList', 'SecureString'].includes(type))
    throw new ServiceError('UnsupportedParameterType', 'The parameter type is not supported.');
  return value;
}

function matches(pattern: string, value: string): boolean {
  try {
    return new RegExp(`^(?:${pattern})$`).test(value);
  } catch {
    throw new ServiceError(
      'InvalidAllowedPatternException',
      'The allowed pattern is not a regular expression.',
    );
  }
}

export function DeleteParameter(input: DeleteParameterCommandInput, context: Context) {
  parameters(context).delete(parameterNamed(input.Name, context).name);
  return {};
}

export function DeleteParameters(
  input: DeleteParametersCommandInput,
  context: Context,
): DeleteParametersResult {
  const names = input.Names ?? [];
  const deleted = names.filter((name) => parameters(context).delete(name));
  return {
    DeletedParameters: deleted,
    InvalidParameters: names.filter((name) => !deleted.includes(name)),
  };
}

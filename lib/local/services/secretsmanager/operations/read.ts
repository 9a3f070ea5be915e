import type {
  BatchGetSecretValueCommandInput,
  BatchGetSecretValueResponse,
  DescribeSecretCommandInput,
  DescribeSecretResponse,
  Filter,
  GetSecretValueCommandInput,
  GetSecretValueResponse,
  ListSecretsCommandInput,
  ListSecretsResponse,
  ListSecretVersionIdsCommandInput,
  ListSecretVersionIdsResponse,
} from '@aws-sdk/client-secrets-manager';
import type { Context } from '../../../base/context';
import { pageOf } from '../../../base/page';
import { notImplemented, ServiceError } from '../../../base/service-error';
import { pageTokens } from '../model/errors';
import { liveSecret, type StoredSecret, secretOf, secrets } from '../model/records';
import { openValue } from '../model/value';
import { idsToStages, versionOf } from '../model/versions';

export async function GetSecretValue(
  input: GetSecretValueCommandInput,
  context: Context,
): Promise<GetSecretValueResponse> {
  const secret = liveSecret(input.SecretId, context);
  const version = versionOf(secret, input);
  return {
    ARN: secret.arn,
    Name: secret.name,
    VersionId: version.id,
    ...(await openValue(version, secret, context)),
    VersionStages: [...version.stages],
    CreatedDate: new Date(version.createdAt),
  };
}

export async function BatchGetSecretValue(
  input: BatchGetSecretValueCommandInput,
  context: Context,
): Promise<BatchGetSecretValueResponse> {
  if (input.Filters) throw notImplemented('secretsmanager', 'BatchGetSecretValue with Filters');
  const SecretValues: GetSecretValueResponse[] = [];
  const Errors: { SecretId: string; ErrorCode: string; Message: string }[] = [];
  for (const SecretId of input.SecretIdList ?? []) {
    try {
      SecretValues.push(await GetSecretValue({ SecretId }, context));
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      Errors.push({ SecretId, ErrorCode: error.code, Message: error.message });
    }
  }
  return { SecretValues, Errors };
}

export function DescribeSecret(
  input: DescribeSecretCommandInput,
  context: Context,
): DescribeSecretResponse {
  const secret = secretOf(input.SecretId, context);
  return { ...describe(secret), VersionIdsToStages: idsToStages(secret) };
}

export function ListSecrets(input: ListSecretsCommandInput, context: Context): ListSecretsResponse {
  const found = secrets(context)
    .list()
    .filter(({ deletionDate }) => deletionDate === undefined || input.IncludePlannedDeletion)
    .filter((secret) => (input.Filters ?? []).every((filter) => matches(secret, filter)))
    .toSorted((a, b) => (a.createdAt < b.createdAt ? 1 : -1));
  if (input.SortOrder === 'asc') found.reverse();
  const { items, next } = pageOf(found, input.NextToken, input.MaxResults ?? 100, pageTokens);
  return {
    SecretList: items.map((secret) => ({
      ...describe(secret),
      SecretVersionsToStages: idsToStages(secret),
    })),
    NextToken: next,
  };
}

/** Every value is looked for at the beginning; one that starts with `!` must not be there. */
function matches(secret: StoredSecret, { Key = 'all', Values = [] }: Filter): boolean {
  const subjects: Readonly<Record<string, readonly string[]>> = {
    name: [secret.name],
    description: [secret.description ?? ''],
    'tag-key': Object.keys(secret.tags),
    'tag-value': Object.values(secret.tags),
    all: [secret.name, secret.description ?? '', ...Object.entries(secret.tags).flat()],
  };
  const texts = subjects[Key];
  if (!texts) throw notImplemented('secretsmanager', `ListSecrets with the filter ${Key}`);
  return Values.every((value) =>
    value.startsWith('!')
      ? !texts.some((text) => text.startsWith(value.slice(1)))
      : texts.some((text) => text.startsWith(value)),
  );
}

function describe(secret: StoredSecret) {
  return {
    ARN: secret.arn,
    Name: secret.name,
    Description: secret.description,
    KmsKeyId: secret.kmsKeyId,
    LastChangedDate: new Date(secret.changedAt),
    CreatedDate: new Date(secret.createdAt),
    ...(secret.deletedAt !== undefined && { DeletedDate: new Date(secret.deletedAt) }),
    Tags: Object.entries(secret.tags).map(([Key, Value]) => ({ Key, Value })),
  };
}

export function ListSecretVersionIds(
  input: ListSecretVersionIdsCommandInput,
  context: Context,
): ListSecretVersionIdsResponse {
  const secret = secretOf(input.SecretId, context);
  const listed = secret.versions.filter(
    ({ stages }) => input.IncludeDeprecated || stages.length > 0,
  );
  const { items, next } = pageOf(listed, input.NextToken, input.MaxResults ?? 100, pageTokens);
  return {
    ARN: secret.arn,
    Name: secret.name,
    Versions: items.map(({ id, stages, createdAt }) => ({
      VersionId: id,
      VersionStages: [...stages],
      CreatedDate: new Date(createdAt),
    })),
    NextToken: next,
  };
}

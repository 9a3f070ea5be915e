import type {
  CreateSecretCommandInput,
  CreateSecretResponse,
  PutSecretValueCommandInput,
  PutSecretValueResponse,
  UpdateSecretCommandInput,
  UpdateSecretResponse,
  UpdateSecretVersionStageCommandInput,
  UpdateSecretVersionStageResponse,
} from '@aws-sdk/client-secrets-manager';
import type { Context } from '../../../base/context';
import { notImplemented, ServiceError } from '../../../base/service-error';
import { invalidParameter, invalidRequest, notFound } from '../model/errors';
import {
  current,
  liveSecret,
  newArn,
  type StoredSecret,
  type StoredVersion,
  secrets,
} from '../model/records';
import { openValue, type PlainValue, sealValue } from '../model/value';
import { moveStage, withVersion } from '../model/versions';

export async function CreateSecret(
  input: CreateSecretCommandInput,
  context: Context,
): Promise<CreateSecretResponse> {
  const name = input.Name ?? '';
  if (!/^[\w/+=.@-]{1,512}$/.test(name))
    throw invalidParameter(`'${name}' is not a secret's name.`);
  if (input.AddReplicaRegions) throw notImplemented('secretsmanager', 'CreateSecret with replicas');
  checkFree(name, context);
  const now = context.now().toISOString();
  const secret: StoredSecret = {
    name,
    arn: newArn(name, context),
    description: input.Description,
    kmsKeyId: input.KmsKeyId,
    tags: Object.fromEntries((input.Tags ?? []).map(({ Key = '', Value = '' }) => [Key, Value])),
    createdAt: now,
    changedAt: now,
    versions: [],
  };
  const value = await sealValue(input, secret, context);
  checkFree(name, context);
  const id = input.ClientRequestToken ?? context.newId();
  const version = value && { id, createdAt: now, stages: [current], ...value };
  secrets(context).put(name, version ? withVersion(secret, version) : secret);
  return { ARN: secret.arn, Name: name, ...(version && { VersionId: id }) };
}

function checkFree(name: string, context: Context): void {
  const known = secrets(context).get(name);
  if (!known) return;
  if (known.deletionDate !== undefined && known.deletionDate <= context.now().toISOString()) return;
  if (known.deletionDate !== undefined)
    throw invalidRequest(
      "You can't create this secret because a secret with this name is already scheduled for deletion.",
    );
  throw new ServiceError(
    'ResourceExistsException',
    `The operation failed because the secret ${name} already exists.`,
  );
}

export async function PutSecretValue(
  input: PutSecretValueCommandInput,
  context: Context,
): Promise<PutSecretValueResponse> {
  const { arn, name } = liveSecret(input.SecretId, context);
  const id = input.ClientRequestToken ?? context.newId();
  const stages = input.VersionStages ?? [current];
  const version = await putVersion(arn, id, stages, input, context);
  if (!version) throw invalidParameter('You must provide either SecretString or SecretBinary.');
  return { ARN: arn, Name: name, VersionId: id, VersionStages: [...version.stages] };
}

/** Adds a version. The same token with the same value is the same request again; with another it is refused. */
async function putVersion(
  secretId: string,
  id: string,
  stages: readonly string[],
  value: PlainValue,
  context: Context,
): Promise<StoredVersion | undefined> {
  const sealed = await sealValue(value, liveSecret(secretId, context), context);
  if (!sealed) return undefined;
  const known = liveSecret(secretId, context).versions.find((version) => version.id === id);
  if (known) {
    const same = await openValue(known, liveSecret(secretId, context), context);
    if (
      String(same.SecretString ?? same.SecretBinary) ===
      String(value.SecretString ?? value.SecretBinary)
    )
      return known;
    throw new ServiceError(
      'ResourceExistsException',
      `A resource with the ID you requested already exists: ${id}`,
    );
  }
  const secret = liveSecret(secretId, context);
  const createdAt = context.now().toISOString();
  const version = { id, createdAt, stages, ...sealed };
  secrets(context).put(secret.name, { ...withVersion(secret, version), changedAt: createdAt });
  return version;
}

export async function UpdateSecret(
  input: UpdateSecretCommandInput,
  context: Context,
): Promise<UpdateSecretResponse> {
  const { arn, name } = liveSecret(input.SecretId, context);
  const id = input.ClientRequestToken ?? context.newId();
  const known = liveSecret(arn, context);
  secrets(context).put(name, {
    ...known,
    description: input.Description ?? known.description,
    kmsKeyId: input.KmsKeyId ?? known.kmsKeyId,
    changedAt: context.now().toISOString(),
  });
  const version = await putVersion(arn, id, [current], input, context);
  return { ARN: arn, Name: name, ...(version && { VersionId: id }) };
}

export function UpdateSecretVersionStage(
  input: UpdateSecretVersionStageCommandInput,
  context: Context,
): UpdateSecretVersionStageResponse {
  const secret = liveSecret(input.SecretId, context);
  const stage = input.VersionStage ?? '';
  const holder = secret.versions.find(({ stages }) => stages.includes(stage));
  if (holder && holder.id !== input.RemoveFromVersionId && holder.id !== input.MoveToVersionId)
    throw invalidParameter(
      `The parameter RemoveFromVersionId can't be empty. Staging label ${stage} is currently attached to version ${holder.id}, so you must explicitly reference that version in RemoveFromVersionId.`,
    );
  if (
    input.MoveToVersionId !== undefined &&
    !secret.versions.some(({ id }) => id === input.MoveToVersionId)
  )
    throw notFound("Secrets Manager can't find the specified secret version.");
  if (stage === current && input.MoveToVersionId === undefined)
    throw invalidParameter(`You can't remove staging label ${current}, only move it.`);
  const versions = moveStage(secret.versions, stage, input.MoveToVersionId);
  secrets(context).put(secret.name, { ...secret, versions });
  return { ARN: secret.arn, Name: secret.name };
}

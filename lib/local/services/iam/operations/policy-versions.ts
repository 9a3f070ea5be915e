import type {
  CreatePolicyVersionCommandInput,
  CreatePolicyVersionResponse,
  DeletePolicyVersionCommandInput,
  GetPolicyVersionCommandInput,
  GetPolicyVersionResponse,
  ListPolicyVersionsCommandInput,
  ListPolicyVersionsResponse,
  PolicyVersion,
  SetDefaultPolicyVersionCommandInput,
} from '@aws-sdk/client-iam';
import type { Context } from '../../../base/context';
import { pageOf } from '../../../base/page';
import { notImplemented, ServiceError } from '../../../base/service-error';
import { checkDocument, encodeDocument } from '../model/documents';
import { deleteConflict, noSuchEntity, pageTokens } from '../model/errors';
import {
  isAwsManaged,
  policies,
  policyAt,
  type StoredPolicy,
  type StoredPolicyVersion,
} from '../model/records';

const maxVersions = 5;

export function CreatePolicyVersion(
  input: CreatePolicyVersionCommandInput,
  context: Context,
): CreatePolicyVersionResponse {
  const policy = policyAt(input.PolicyArn, context);
  if (policy.versions.length >= maxVersions)
    throw new ServiceError(
      'LimitExceeded',
      `A managed policy can have up to ${maxVersions} versions. Before you create a new version, you must delete an existing version.`,
      409,
    );
  const newest = Math.max(...policy.versions.map(({ id }) => Number(id.slice(1))));
  const version: StoredPolicyVersion = {
    id: `v${newest + 1}`,
    document: checkDocument(input.PolicyDocument),
    createdAt: context.now().toISOString(),
  };
  const changed: StoredPolicy = {
    ...policy,
    updatedAt: version.createdAt,
    versions: [version, ...policy.versions],
    defaultVersion: input.SetAsDefault ? version.id : policy.defaultVersion,
  };
  policies(context).put(policy.arn, changed);
  return { PolicyVersion: brief(version, changed) };
}

export function GetPolicyVersion(
  input: GetPolicyVersionCommandInput,
  context: Context,
): GetPolicyVersionResponse {
  if (isAwsManaged(input.PolicyArn ?? ''))
    throw notImplemented('iam', "GetPolicyVersion of AWS's own managed policies");
  const policy = policyAt(input.PolicyArn, context);
  const version = versionOf(policy, input.VersionId);
  return {
    PolicyVersion: { Document: encodeDocument(version.document), ...brief(version, policy) },
  };
}

export function ListPolicyVersions(
  input: ListPolicyVersionsCommandInput,
  context: Context,
): ListPolicyVersionsResponse {
  const policy = policyAt(input.PolicyArn, context);
  const { items, next } = pageOf(policy.versions, input.Marker, input.MaxItems ?? 100, pageTokens);
  return {
    Versions: items.map((version) => brief(version, policy)),
    IsTruncated: next !== undefined,
    Marker: next,
  };
}

export function SetDefaultPolicyVersion(
  input: SetDefaultPolicyVersionCommandInput,
  context: Context,
) {
  const policy = policyAt(input.PolicyArn, context);
  const { id } = versionOf(policy, input.VersionId);
  policies(context).put(policy.arn, {
    ...policy,
    defaultVersion: id,
    updatedAt: context.now().toISOString(),
  });
}

export function DeletePolicyVersion(input: DeletePolicyVersionCommandInput, context: Context) {
  const policy = policyAt(input.PolicyArn, context);
  const { id } = versionOf(policy, input.VersionId);
  if (id === policy.defaultVersion)
    throw deleteConflict('Cannot delete the default version of a policy.');
  const versions = policy.versions.filter((version) => version.id !== id);
  policies(context).put(policy.arn, { ...policy, versions });
}

function versionOf(policy: StoredPolicy, id: string | undefined): StoredPolicyVersion {
  const version = policy.versions.find((known) => known.id === id);
  if (!version)
    throw noSuchEntity(`Policy ${policy.arn} version ${id} does not exist or is not attachable.`);
  return version;
}

function brief({ id, createdAt }: StoredPolicyVersion, policy: StoredPolicy): PolicyVersion {
  return {
    VersionId: id,
    IsDefaultVersion: id === policy.defaultVersion,
    CreateDate: new Date(createdAt),
  };
}

import type {
  CreatePolicyCommandInput,
  CreatePolicyResponse,
  DeletePolicyCommandInput,
  GetPolicyCommandInput,
  GetPolicyResponse,
  ListEntitiesForPolicyCommandInput,
  ListEntitiesForPolicyResponse,
  ListPoliciesCommandInput,
  ListPoliciesResponse,
  Policy,
} from '@aws-sdk/client-iam';
import { type Context, notImplemented, ServiceError } from '../../../service';
import { pageOf } from '../paging';
import {
  checkDocument,
  isAwsManaged,
  mergeTags,
  policies,
  policyAt,
  roles,
  type StoredPolicy,
  type StoredRole,
  uniqueId,
} from '../records';

export function CreatePolicy(
  input: CreatePolicyCommandInput,
  context: Context,
): CreatePolicyResponse {
  const name = input.PolicyName ?? '';
  const path = input.Path ?? '/';
  const arn = `arn:aws:iam::${context.account}:policy${path}${name}`;
  if (!/^[\w+=,.@-]{1,128}$/.test(name))
    throw new ServiceError('ValidationError', `'${name}' is not a policy name.`);
  const taken = policies(context)
    .list()
    .some((policy) => policy.name === name);
  if (taken)
    throw new ServiceError(
      'EntityAlreadyExists',
      `A policy called ${name} already exists. Duplicate names are not allowed.`,
      409,
    );
  const createdAt = context.now().toISOString();
  const policy: StoredPolicy = {
    name,
    path,
    arn,
    id: uniqueId('ANPA'),
    createdAt,
    updatedAt: createdAt,
    description: input.Description,
    versions: [{ id: 'v1', document: checkDocument(input.PolicyDocument), createdAt }],
    defaultVersion: 'v1',
    tags: mergeTags([], input.Tags),
  };
  policies(context).put(arn, policy);
  const { Description, ...described } = describe(policy, context);
  return { Policy: described };
}

export function GetPolicy(input: GetPolicyCommandInput, context: Context): GetPolicyResponse {
  if (isAwsManaged(input.PolicyArn ?? ''))
    throw notImplemented('iam', "GetPolicy of AWS's own managed policies");
  return { Policy: describe(policyAt(input.PolicyArn, context), context) };
}

export function ListPolicies(
  input: ListPoliciesCommandInput,
  context: Context,
): ListPoliciesResponse {
  if (input.Scope !== 'Local')
    throw notImplemented('iam', 'ListPolicies without Scope=Local (AWS managed policies)');
  const found = policies(context)
    .list()
    .filter((policy) => policy.path.startsWith(input.PathPrefix ?? '/'))
    .filter((policy) => !input.OnlyAttached || rolesWith(policy.arn, context).length > 0)
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const { items, ...page } = pageOf(found, input);
  return {
    Policies: items.map((policy) => {
      const { Description, Tags, ...brief } = describe(policy, context);
      return brief;
    }),
    ...page,
  };
}

export function ListEntitiesForPolicy(
  input: ListEntitiesForPolicyCommandInput,
  context: Context,
): ListEntitiesForPolicyResponse {
  const arn = input.PolicyArn ?? '';
  if (!isAwsManaged(arn)) policyAt(arn, context);
  const { items, ...page } = pageOf(rolesWith(arn, context), input);
  const named = items.map(({ name, id }) => ({ RoleName: name, RoleId: id }));
  return { PolicyGroups: [], PolicyUsers: [], PolicyRoles: named, ...page };
}

export function DeletePolicy(input: DeletePolicyCommandInput, context: Context) {
  const policy = policyAt(input.PolicyArn, context);
  if (rolesWith(policy.arn, context).length > 0)
    throw new ServiceError('DeleteConflict', 'Cannot delete a policy attached to entities.', 409);
  if (policy.versions.length > 1)
    throw new ServiceError(
      'DeleteConflict',
      "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. The default version is deleted with the policy.",
      409,
    );
  policies(context).delete(policy.arn);
}

function rolesWith(arn: string, context: Context): readonly StoredRole[] {
  return roles(context)
    .list()
    .filter((role) => role.attached.includes(arn));
}

function describe(policy: StoredPolicy, context: Context): Policy {
  return {
    PolicyName: policy.name,
    PolicyId: policy.id,
    Arn: policy.arn,
    Path: policy.path,
    DefaultVersionId: policy.defaultVersion,
    AttachmentCount: rolesWith(policy.arn, context).length,
    PermissionsBoundaryUsageCount: roles(context)
      .list()
      .filter((role) => role.permissionsBoundary === policy.arn).length,
    IsAttachable: true,
    Description: policy.description,
    CreateDate: new Date(policy.createdAt),
    UpdateDate: new Date(policy.updatedAt),
    ...(policy.tags.length > 0 && { Tags: [...policy.tags] }),
  };
}

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
import type { Context } from '../../../base/context';
import { pageOf } from '../../../base/page';
import { notImplemented } from '../../../base/service-error';
import { checkDocument } from '../model/documents';
import { alreadyExists, deleteConflict, invalid, pageTokens } from '../model/errors';
import { listed } from '../model/listed';
import {
  groups,
  type Holder,
  isAwsManaged,
  mergeTags,
  policies,
  policyAt,
  roles,
  type StoredPolicy,
  uniqueId,
  users,
} from '../model/records';

export function CreatePolicy(
  input: CreatePolicyCommandInput,
  context: Context,
): CreatePolicyResponse {
  const name = input.PolicyName ?? '';
  const path = input.Path ?? '/';
  const arn = `arn:aws:iam::${context.account}:policy${path}${name}`;
  if (!/^[\w+=,.@-]{1,128}$/.test(name)) throw invalid(`'${name}' is not a policy name.`);
  const taken = policies(context)
    .list()
    .some((policy) => policy.name === name);
  if (taken)
    throw alreadyExists(`A policy called ${name} already exists. Duplicate names are not allowed.`);
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
    .filter((policy) => !input.OnlyAttached || holdersOf(policy.arn, context).length > 0)
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const { items, next } = pageOf(found, input.Marker, input.MaxItems ?? 100, pageTokens);
  return {
    Policies: items.map((policy) => {
      const { Description, Tags, ...brief } = describe(policy, context);
      return brief;
    }),
    IsTruncated: next !== undefined,
    Marker: next,
  };
}

export function ListEntitiesForPolicy(
  input: ListEntitiesForPolicyCommandInput,
  context: Context,
): ListEntitiesForPolicyResponse {
  const arn = input.PolicyArn ?? '';
  if (!isAwsManaged(arn)) policyAt(arn, context);
  const { items, rest } = listed(holdersOf(arn, context), input);
  const among = (kind: Kind) =>
    items.flatMap(({ kind: its, holder }) => (its === kind ? [holder] : []));
  return {
    PolicyGroups: among('group').map(({ name, id }) => ({ GroupName: name, GroupId: id })),
    PolicyUsers: among('user').map(({ name, id }) => ({ UserName: name, UserId: id })),
    PolicyRoles: among('role').map(({ name, id }) => ({ RoleName: name, RoleId: id })),
    ...rest,
  };
}

export function DeletePolicy(input: DeletePolicyCommandInput, context: Context) {
  const policy = policyAt(input.PolicyArn, context);
  if (holdersOf(policy.arn, context).length > 0)
    throw deleteConflict('Cannot delete a policy attached to entities.');
  if (policy.versions.length > 1)
    throw deleteConflict(
      "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. The default version is deleted with the policy.",
    );
  policies(context).delete(policy.arn);
}

type Kind = 'group' | 'role' | 'user';

/** Whatever a policy is attached to. */
function holdersOf(arn: string, context: Context) {
  const all: readonly (readonly [Kind, readonly Holder[]])[] = [
    ['group', groups(context).list()],
    ['user', users(context).list()],
    ['role', roles(context).list()],
  ];
  return all.flatMap(([kind, holders]) =>
    holders.filter(({ attached }) => attached.includes(arn)).map((holder) => ({ kind, holder })),
  );
}

function describe(policy: StoredPolicy, context: Context): Policy {
  return {
    PolicyName: policy.name,
    PolicyId: policy.id,
    Arn: policy.arn,
    Path: policy.path,
    DefaultVersionId: policy.defaultVersion,
    AttachmentCount: holdersOf(policy.arn, context).length,
    PermissionsBoundaryUsageCount: [...roles(context).list(), ...users(context).list()].filter(
      (one) => one.permissionsBoundary === policy.arn,
    ).length,
    IsAttachable: true,
    Description: policy.description,
    CreateDate: new Date(policy.createdAt),
    UpdateDate: new Date(policy.updatedAt),
    ...(policy.tags.length > 0 && { Tags: [...policy.tags] }),
  };
}

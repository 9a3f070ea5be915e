import type {
  AttachRolePolicyCommandInput,
  DeleteRolePolicyCommandInput,
  DetachRolePolicyCommandInput,
  GetRolePolicyCommandInput,
  GetRolePolicyResponse,
  ListAttachedRolePoliciesCommandInput,
  ListAttachedRolePoliciesResponse,
  ListRolePoliciesCommandInput,
  ListRolePoliciesResponse,
  PutRolePolicyCommandInput,
} from '@aws-sdk/client-iam';
import type { Context } from '../../../base/context';
import { encodeDocument } from '../model/documents';
import {
  inlineOf,
  withAttached,
  withInline,
  withoutAttached,
  withoutInline,
} from '../model/holders';
import { attachedPolicies, inlineNames } from '../model/listed';
import { roleNamed, roles, type StoredRole } from '../model/records';

export function PutRolePolicy(input: PutRolePolicyCommandInput, context: Context) {
  change(input, context, (role) => withInline(role, input));
}

export function GetRolePolicy(
  { RoleName, PolicyName }: GetRolePolicyCommandInput,
  context: Context,
): GetRolePolicyResponse {
  const role = roleNamed(RoleName, context);
  const document = inlineOf(role, 'role', PolicyName);
  return { RoleName: role.name, PolicyName, PolicyDocument: encodeDocument(document) };
}

export function DeleteRolePolicy(input: DeleteRolePolicyCommandInput, context: Context) {
  change(input, context, (role) => withoutInline(role, 'role', input.PolicyName));
}

export function ListRolePolicies(
  input: ListRolePoliciesCommandInput,
  context: Context,
): ListRolePoliciesResponse {
  return inlineNames(roleNamed(input.RoleName, context), input);
}

export function AttachRolePolicy(input: AttachRolePolicyCommandInput, context: Context) {
  change(input, context, (role) => withAttached(role, input.PolicyArn, context));
}

export function DetachRolePolicy(input: DetachRolePolicyCommandInput, context: Context) {
  change(input, context, (role) => withoutAttached(role, input.PolicyArn));
}

export function ListAttachedRolePolicies(
  input: ListAttachedRolePoliciesCommandInput,
  context: Context,
): ListAttachedRolePoliciesResponse {
  return attachedPolicies(roleNamed(input.RoleName, context), input);
}

function change(
  { RoleName }: { readonly RoleName: string | undefined },
  context: Context,
  to: (role: StoredRole) => StoredRole,
): void {
  const role = roleNamed(RoleName, context);
  const changed = to(role);
  if (changed !== role) roles(context).put(role.name, changed);
}

import type {
  AttachUserPolicyCommandInput,
  DeleteUserPolicyCommandInput,
  DetachUserPolicyCommandInput,
  GetUserPolicyCommandInput,
  GetUserPolicyResponse,
  ListAttachedUserPoliciesCommandInput,
  ListAttachedUserPoliciesResponse,
  ListUserPoliciesCommandInput,
  ListUserPoliciesResponse,
  PutUserPolicyCommandInput,
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
import { type StoredUser, users } from '../model/records';
import { changeable, userNamed } from '../model/users';

export function PutUserPolicy(input: PutUserPolicyCommandInput, context: Context) {
  change(input, context, (user) => withInline(user, input));
}

export function GetUserPolicy(
  { UserName, PolicyName }: GetUserPolicyCommandInput,
  context: Context,
): GetUserPolicyResponse {
  const user = userNamed(UserName, context);
  const document = inlineOf(user, 'user', PolicyName);
  return { UserName: user.name, PolicyName, PolicyDocument: encodeDocument(document) };
}

export function DeleteUserPolicy(input: DeleteUserPolicyCommandInput, context: Context) {
  change(input, context, (user) => withoutInline(user, 'user', input.PolicyName));
}

export function ListUserPolicies(
  input: ListUserPoliciesCommandInput,
  context: Context,
): ListUserPoliciesResponse {
  return inlineNames(userNamed(input.UserName, context), input);
}

export function AttachUserPolicy(input: AttachUserPolicyCommandInput, context: Context) {
  change(input, context, (user) => withAttached(user, input.PolicyArn, context));
}

export function DetachUserPolicy(input: DetachUserPolicyCommandInput, context: Context) {
  change(input, context, (user) => withoutAttached(user, input.PolicyArn));
}

export function ListAttachedUserPolicies(
  input: ListAttachedUserPoliciesCommandInput,
  context: Context,
): ListAttachedUserPoliciesResponse {
  return attachedPolicies(userNamed(input.UserName, context), input);
}

function change(
  { UserName }: { readonly UserName: string | undefined },
  context: Context,
  to: (user: StoredUser) => StoredUser,
): void {
  const user = changeable(UserName, context);
  const changed = to(user);
  if (changed !== user) users(context).put(user.name, changed);
}

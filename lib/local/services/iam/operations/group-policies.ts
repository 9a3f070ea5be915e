import type {
  AttachGroupPolicyCommandInput,
  DeleteGroupPolicyCommandInput,
  DetachGroupPolicyCommandInput,
  GetGroupPolicyCommandInput,
  GetGroupPolicyResponse,
  ListAttachedGroupPoliciesCommandInput,
  ListAttachedGroupPoliciesResponse,
  ListGroupPoliciesCommandInput,
  ListGroupPoliciesResponse,
  PutGroupPolicyCommandInput,
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
import { groupNamed, groups, type StoredGroup } from '../model/records';

export function PutGroupPolicy(input: PutGroupPolicyCommandInput, context: Context) {
  change(input, context, (group) => withInline(group, input));
}

export function GetGroupPolicy(
  { GroupName, PolicyName }: GetGroupPolicyCommandInput,
  context: Context,
): GetGroupPolicyResponse {
  const group = groupNamed(GroupName, context);
  const document = inlineOf(group, 'group', PolicyName);
  return { GroupName: group.name, PolicyName, PolicyDocument: encodeDocument(document) };
}

export function DeleteGroupPolicy(input: DeleteGroupPolicyCommandInput, context: Context) {
  change(input, context, (group) => withoutInline(group, 'group', input.PolicyName));
}

export function ListGroupPolicies(
  input: ListGroupPoliciesCommandInput,
  context: Context,
): ListGroupPoliciesResponse {
  return inlineNames(groupNamed(input.GroupName, context), input);
}

export function AttachGroupPolicy(input: AttachGroupPolicyCommandInput, context: Context) {
  change(input, context, (group) => withAttached(group, input.PolicyArn, context));
}

export function DetachGroupPolicy(input: DetachGroupPolicyCommandInput, context: Context) {
  change(input, context, (group) => withoutAttached(group, input.PolicyArn));
}

export function ListAttachedGroupPolicies(
  input: ListAttachedGroupPoliciesCommandInput,
  context: Context,
): ListAttachedGroupPoliciesResponse {
  return attachedPolicies(groupNamed(input.GroupName, context), input);
}

function change(
  { GroupName }: { readonly GroupName: string | undefined },
  context: Context,
  to: (group: StoredGroup) => StoredGroup,
): void {
  const group = groupNamed(GroupName, context);
  const changed = to(group);
  if (changed !== group) groups(context).put(group.name, changed);
}

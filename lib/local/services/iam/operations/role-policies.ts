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
import { pageOf } from '../../../base/page';
import { checkDocument, encodeDocument } from '../model/documents';
import { invalid, noSuchEntity, pageTokens } from '../model/errors';
import { isAwsManaged, policyAt, roleNamed, roles } from '../model/records';

export function PutRolePolicy(input: PutRolePolicyCommandInput, context: Context) {
  const role = roleNamed(input.RoleName, context);
  const name = input.PolicyName ?? '';
  if (!/^[\w+=,.@-]{1,128}$/.test(name)) throw invalid(`'${name}' is not a policy name.`);
  const inline = { ...role.inline, [name]: checkDocument(input.PolicyDocument) };
  roles(context).put(role.name, { ...role, inline });
}

export function GetRolePolicy(
  input: GetRolePolicyCommandInput,
  context: Context,
): GetRolePolicyResponse {
  const role = roleNamed(input.RoleName, context);
  const document = inlineOf(role.inline, input.PolicyName);
  return {
    RoleName: role.name,
    PolicyName: input.PolicyName,
    PolicyDocument: encodeDocument(document),
  };
}

export function DeleteRolePolicy(input: DeleteRolePolicyCommandInput, context: Context) {
  const role = roleNamed(input.RoleName, context);
  inlineOf(role.inline, input.PolicyName);
  const { [input.PolicyName ?? '']: _, ...inline } = role.inline;
  roles(context).put(role.name, { ...role, inline });
}

function inlineOf(inline: Readonly<Record<string, string>>, name = ''): string {
  const document = Object.hasOwn(inline, name) ? inline[name] : undefined;
  if (document === undefined)
    throw noSuchEntity(`The role policy with name ${name} cannot be found.`);
  return document;
}

export function ListRolePolicies(
  input: ListRolePoliciesCommandInput,
  context: Context,
): ListRolePoliciesResponse {
  const role = roleNamed(input.RoleName, context);
  const { items, next } = pageOf(
    Object.keys(role.inline).sort(),
    input.Marker,
    input.MaxItems ?? 100,
    pageTokens,
  );
  return { PolicyNames: items, IsTruncated: next !== undefined, Marker: next };
}

export function AttachRolePolicy(input: AttachRolePolicyCommandInput, context: Context) {
  const role = roleNamed(input.RoleName, context);
  const arn = input.PolicyArn ?? '';
  if (!isAwsManaged(arn)) policyAt(arn, context);
  if (role.attached.includes(arn)) return;
  roles(context).put(role.name, { ...role, attached: [...role.attached, arn] });
}

export function DetachRolePolicy(input: DetachRolePolicyCommandInput, context: Context) {
  const role = roleNamed(input.RoleName, context);
  if (!role.attached.includes(input.PolicyArn ?? ''))
    throw noSuchEntity(`Policy ${input.PolicyArn} was not found.`);
  const attached = role.attached.filter((arn) => arn !== input.PolicyArn);
  roles(context).put(role.name, { ...role, attached });
}

export function ListAttachedRolePolicies(
  input: ListAttachedRolePoliciesCommandInput,
  context: Context,
): ListAttachedRolePoliciesResponse {
  const role = roleNamed(input.RoleName, context);
  const { items, next } = pageOf(
    [...role.attached].sort(),
    input.Marker,
    input.MaxItems ?? 100,
    pageTokens,
  );
  const policies = items.map((arn) => ({ PolicyName: arn.split('/').at(-1), PolicyArn: arn }));
  return { AttachedPolicies: policies, IsTruncated: next !== undefined, Marker: next };
}

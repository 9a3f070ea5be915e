import { randomBytes } from 'node:crypto';
import { type Context, globalRegion } from '../../../base/context';
import type { Records } from '../../../base/store';
import { noSuchEntity } from './errors';

export interface StoredTag {
  readonly Key: string;
  readonly Value: string;
}

/** What roles, users and groups have in common: a name, and policies. */
export interface Holder {
  readonly name: string;
  readonly path: string;
  readonly id: string;
  readonly arn: string;
  readonly createdAt: string;
  /** Inline policy documents by policy name. */
  readonly inline: Readonly<Record<string, string>>;
  /** ARNs of the managed policies attached. */
  readonly attached: readonly string[];
}

/** A holder that asks for something itself. */
export interface StoredPrincipal extends Holder {
  readonly permissionsBoundary?: string | undefined;
  readonly tags: readonly StoredTag[];
}

export interface StoredRole extends StoredPrincipal {
  readonly trust: string;
  readonly description?: string | undefined;
  readonly maxSessionDuration: number;
}

export interface StoredUser extends StoredPrincipal {
  /** Names of the groups that the user is in, in the order in which he came in. */
  readonly groups: readonly string[];
}

export type StoredGroup = Holder;

export interface StoredPolicyVersion {
  readonly id: string;
  readonly document: string;
  readonly createdAt: string;
}

export interface StoredPolicy {
  readonly name: string;
  readonly path: string;
  readonly id: string;
  readonly arn: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly description?: string | undefined;
  /** Newest first. */
  readonly versions: readonly StoredPolicyVersion[];
  readonly defaultVersion: string;
  readonly tags: readonly StoredTag[];
}

/** IAM has no regions: whatever region a request names, the account's state is in one place. */
export function roles(context: Context): Records<StoredRole> {
  return context.in(globalRegion).records<StoredRole>('iam/roles');
}

export function users(context: Context): Records<StoredUser> {
  return context.in(globalRegion).records<StoredUser>('iam/users');
}

export function groups(context: Context): Records<StoredGroup> {
  return context.in(globalRegion).records<StoredGroup>('iam/groups');
}

export function policies(context: Context): Records<StoredPolicy> {
  return context.in(globalRegion).records<StoredPolicy>('iam/policies');
}

export function roleNamed(name: string | undefined, context: Context): StoredRole {
  const role = name === undefined ? undefined : roles(context).get(name);
  if (!role) throw noSuchEntity(`The role with name ${name} cannot be found.`);
  return role;
}

export function groupNamed(name: string | undefined, context: Context): StoredGroup {
  const group = name === undefined ? undefined : groups(context).get(name);
  if (!group) throw noSuchEntity(`The group with name ${name} cannot be found.`);
  return group;
}

export function policyAt(arn: string | undefined, context: Context): StoredPolicy {
  const policy = arn === undefined ? undefined : policies(context).get(arn);
  if (!policy) throw noSuchEntity(`Policy ${arn} was not found.`);
  return policy;
}

/** AWS's own managed policies exist in every account; their documents are not on this machine. */
export function isAwsManaged(arn: string): boolean {
  return /^arn:aws:iam::aws:policy\/[\w+=,.@/-]+$/.test(arn);
}

/**
 * An IAM unique id: of a role, a policy, a user or a group.
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html)
 */
export function uniqueId(prefix: 'AROA' | 'ANPA' | 'AIDA' | 'AGPA'): string {
  return `${prefix}${randomBytes(16).toString('hex').toUpperCase()}`.slice(0, 21);
}

export function mergeTags(
  known: readonly StoredTag[],
  added: readonly { Key?: string | undefined; Value?: string | undefined }[] | undefined,
): readonly StoredTag[] {
  const tags = new Map(known.map((tag) => [tag.Key, tag]));
  for (const { Key = '', Value = '' } of added ?? []) tags.set(Key, { Key, Value });
  return [...tags.values()];
}

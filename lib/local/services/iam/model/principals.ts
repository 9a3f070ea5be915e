import type { PolicySourceType } from '@aws-sdk/client-iam';
import type { Context } from '../../../base/context';
import type { AssumableRole, Grants, Principals } from '../../../base/rights';
import { awsManagedDocument } from './aws-managed';
import {
  groups,
  type Holder,
  isAwsManaged,
  policies,
  roles,
  type StoredGroup,
  type StoredPrincipal,
  type StoredRole,
  type StoredUser,
  users,
} from './records';

/** What the policies of the account's roles and users say. */
export function principalsOf(context: Context): Principals {
  return {
    grantsOf(arn) {
      const session = /^arn:aws:sts::\d+:assumed-role\/([^/]+)\//.exec(arn)?.[1];
      const role = session === undefined ? undefined : roles(context).get(session);
      if (role) return grantsOf(role, [], context);
      const user = userAt(arn, context);
      return user && grantsOf(user, groupsOf(user, context), context);
    },
    roleAt(arn) {
      const role = roles(context).get(arn.split('/').at(-1) ?? '');
      return role?.arn === arn ? assumable(role) : undefined;
    },
  };
}

function assumable({ arn, name, id, trust }: StoredRole): AssumableRole {
  return { arn, name, id, trust };
}

function userAt(arn: string, context: Context): StoredUser | undefined {
  const user = /:user\//.test(arn) ? users(context).get(arn.split('/').at(-1) ?? '') : undefined;
  return user?.arn === arn ? user : undefined;
}

/** Those that a user is in. */
export function groupsOf(user: StoredUser, context: Context): readonly StoredGroup[] {
  return user.groups.flatMap((name) => groups(context).get(name) ?? []);
}

/** A policy of somebody's, by its name if it is inline and by its ARN if it is attached. */
export interface NamedPolicy {
  readonly id: string;
  /** Whose it is: the kind of holder of an inline policy, or who manages an attached one. */
  readonly source?: PolicySourceType;
  /** Undefined for one of AWS's own whose text is not on this machine. */
  readonly document: string | undefined;
}

/** Inline ones first. */
export function policiesOf(holders: readonly Holder[], context: Context): readonly NamedPolicy[] {
  const inline = holders.flatMap((holder) =>
    Object.entries(holder.inline).map(([id, document]) => ({
      id,
      document,
      source: kindOf(holder),
    })),
  );
  const attached = holders
    .flatMap((holder) => holder.attached)
    .map((id) => ({
      id,
      document: documentOf(id, context),
      source: isAwsManaged(id) ? ('aws-managed' as const) : ('user-managed' as const),
    }));
  return [...inline, ...attached];
}

function kindOf({ arn }: Holder): 'group' | 'role' | 'user' {
  if (arn.includes(':role/')) return 'role';
  return arn.includes(':user/') ? 'user' : 'group';
}

/** What a principal's own policies grant, and those of what it belongs to. */
function grantsOf(own: StoredPrincipal, others: readonly Holder[], context: Context): Grants {
  return {
    ...identityOf(policiesOf([own, ...others], context)),
    boundary: boundaryOf(own, context),
    tags: Object.fromEntries(own.tags.map(({ Key, Value }) => [Key, Value])),
  };
}

/** Policies as whoever decides takes them. */
export function identityOf(policies: readonly NamedPolicy[]): Pick<Grants, 'identity' | 'unread'> {
  return {
    identity: policies.flatMap(({ document }) => document ?? []),
    unread: policies.flatMap(({ id, document }) => (document === undefined ? [id] : [])),
  };
}

export function boundaryOf(
  { permissionsBoundary: arn }: Partial<StoredPrincipal>,
  context: Context,
): string | undefined {
  return arn === undefined ? undefined : (documentOf(arn, context) ?? everything);
}

/** What a boundary of AWS's own that is not on this machine is taken for: it only ever takes away. */
const everything = JSON.stringify({ Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] });

/** @returns undefined for a policy of AWS's own whose text is not on this machine */
function documentOf(arn: string, context: Context): string | undefined {
  if (isAwsManaged(arn)) return awsManagedDocument(arn);
  const policy = policies(context).get(arn);
  const version = policy?.versions.find(({ id }) => id === policy.defaultVersion);
  return version?.document ?? JSON.stringify({ Statement: [] });
}

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

function groupsOf(user: StoredUser, context: Context): readonly StoredGroup[] {
  return user.groups.flatMap((name) => groups(context).get(name) ?? []);
}

/** What a principal's own policies grant, and those of what it belongs to. */
function grantsOf(own: StoredPrincipal, others: readonly Holder[], context: Context): Grants {
  const { permissionsBoundary: boundary } = own;
  const holders = [own, ...others];
  const attached = holders.flatMap((holder) => holder.attached);
  const documents = attached.map((arn) => documentOf(arn, context));
  return {
    identity: [
      ...holders.flatMap(({ inline }) => Object.values(inline)),
      ...documents.filter((text) => text !== undefined),
    ],
    unread: attached.filter((_, index) => documents[index] === undefined),
    boundary: boundary === undefined ? undefined : (documentOf(boundary, context) ?? everything),
    tags: Object.fromEntries(own.tags.map(({ Key, Value }) => [Key, Value])),
  };
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

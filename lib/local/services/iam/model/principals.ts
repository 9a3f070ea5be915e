import type { Context } from '../../../base/context';
import type { AssumableRole, Grants, Principals } from '../../../base/rights';
import { awsManagedDocument } from './aws-managed';
import { isAwsManaged, policies, roles, type StoredRole } from './records';

/** What the policies of the account's roles say. */
export function principalsOf(context: Context): Principals {
  return {
    grantsOf(arn) {
      const name = /^arn:aws:sts::\d+:assumed-role\/([^/]+)\//.exec(arn)?.[1];
      const role = name === undefined ? undefined : roles(context).get(name);
      return role && grantsOf(role, context);
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

function grantsOf(role: StoredRole, context: Context): Grants {
  const { permissionsBoundary: boundary } = role;
  const documents = role.attached.map((arn) => documentOf(arn, context));
  return {
    identity: [...Object.values(role.inline), ...documents.filter((text) => text !== undefined)],
    unread: role.attached.filter((_, index) => documents[index] === undefined),
    boundary: boundary === undefined ? undefined : (documentOf(boundary, context) ?? everything),
    tags: Object.fromEntries(role.tags.map(({ Key, Value }) => [Key, Value])),
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

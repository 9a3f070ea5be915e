import type { Context, Properties, ResourceType } from '../../../base/context';
import { textsIn } from '../../../recorded/properties';
import { documentText } from '../model/documents';
import { roles } from '../model/records';
import { DeleteRolePolicy, PutRolePolicy } from '../operations/role-policies';

/** AWS::IAM::Policy: one inline policy given to roles; those of users and groups are not made by templates here. */
export const policyType: ResourceType = {
  properties: ['PolicyDocument', 'PolicyName', 'Roles'],
  required: ['PolicyDocument', 'PolicyName'],
  scalars: { json: ['PolicyDocument'] },

  create(request, context) {
    give(request.properties, context);
    const physicalId = request.physicalName();
    return { physicalId, attributes: { Id: physicalId } };
  },

  update(physicalId, request, previous, context) {
    give(request.properties, context);
    const same = previous.PolicyName === request.properties.PolicyName;
    const kept = same ? textsIn(request.properties, 'Roles') : [];
    take(
      { ...previous, Roles: textsIn(previous, 'Roles').filter((r) => !kept.includes(r)) },
      context,
    );
    return { physicalId, attributes: { Id: physicalId } };
  },

  read(_, expected, context) {
    const name = String(expected.PolicyName);
    const held = textsIn(expected, 'Roles').flatMap((role) => {
      const document = roles(context).get(role)?.inline[name];
      return document === undefined ? [] : [{ role, document }];
    });
    if (held.length === 0 && textsIn(expected, 'Roles').length > 0) return undefined;
    const wanted = documentText(expected.PolicyDocument);
    const other = held.find(({ document }) => document !== wanted);
    return {
      PolicyName: name,
      PolicyDocument: (other ?? held[0])?.document ?? expected.PolicyDocument,
      Roles: held.map(({ role }) => role),
    };
  },

  delete: (_, properties, context) => take(properties, context),
};

function give(properties: Properties, context: Context): void {
  for (const RoleName of textsIn(properties, 'Roles'))
    PutRolePolicy(
      {
        RoleName,
        PolicyName: String(properties.PolicyName),
        PolicyDocument: documentText(properties.PolicyDocument),
      },
      context,
    );
}

function take(properties: Properties, context: Context): void {
  const PolicyName = String(properties.PolicyName);
  for (const RoleName of textsIn(properties, 'Roles')) {
    if (Object.hasOwn(roles(context).get(RoleName)?.inline ?? {}, PolicyName))
      DeleteRolePolicy({ RoleName, PolicyName }, context);
  }
}

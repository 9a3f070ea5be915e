import type {
  Context,
  Properties,
  ResourceRequest,
  ResourceState,
  ResourceType,
} from '../../../base/context';
import { inOrderOf } from '../../../base/list-order';
import { objectsIn, tagsIn, textIn, textsIn } from '../../../recorded/properties';
import { documentText } from '../model/documents';
import { mergeTags, roleNamed, roles } from '../model/records';
import {
  AttachRolePolicy,
  DeleteRolePolicy,
  DetachRolePolicy,
  PutRolePolicy,
} from '../operations/role-policies';
import {
  CreateRole,
  DeleteRole,
  DeleteRolePermissionsBoundary,
  PutRolePermissionsBoundary,
  UpdateAssumeRolePolicy,
} from '../operations/roles';

interface InlinePolicy {
  readonly PolicyName: string;
  readonly PolicyDocument: unknown;
}

/** AWS::IAM::Role. Policies given inside it belong to it; those of AWS::IAM::Policy are left to that resource. */
export const roleType: ResourceType = {
  properties: [
    'AssumeRolePolicyDocument',
    'Description',
    'ManagedPolicyArns',
    'MaxSessionDuration',
    'Path',
    'PermissionsBoundary',
    'Policies',
    'RoleName',
    'Tags',
  ],
  required: ['AssumeRolePolicyDocument'],
  replacement: ['RoleName', 'Path'],
  scalars: {
    numbers: ['MaxSessionDuration'],
    json: ['AssumeRolePolicyDocument', 'PolicyDocument'],
  },

  create(request, context) {
    const { properties } = request;
    const name = String(properties.RoleName ?? request.physicalName(64));
    CreateRole(
      {
        RoleName: name,
        Path: textIn(properties, 'Path'),
        AssumeRolePolicyDocument: documentText(properties.AssumeRolePolicyDocument),
        Description: textIn(properties, 'Description'),
        MaxSessionDuration: duration(properties),
        PermissionsBoundary: textIn(properties, 'PermissionsBoundary'),
        Tags: tagsIn(properties),
      },
      context,
    );
    try {
      return givePolicies(name, request, {}, context);
    } catch (error) {
      // The failed resource has no physical id yet, so nobody else would remove what was begun.
      roles(context).delete(name);
      throw error;
    }
  },

  update(name, request, previous, context) {
    const { properties } = request;
    UpdateAssumeRolePolicy(
      { RoleName: name, PolicyDocument: documentText(properties.AssumeRolePolicyDocument) },
      context,
    );
    const boundary = textIn(properties, 'PermissionsBoundary');
    if (boundary === undefined) DeleteRolePermissionsBoundary({ RoleName: name }, context);
    else PutRolePermissionsBoundary({ RoleName: name, PermissionsBoundary: boundary }, context);
    roles(context).put(name, {
      ...roleNamed(name, context),
      description: textIn(properties, 'Description'),
      maxSessionDuration: duration(properties) ?? 3600,
      tags: mergeTags([], tagsIn(properties)),
    });
    return givePolicies(name, request, previous, context);
  },

  read(name, expected, context) {
    const role = roles(context).get(name);
    if (!role) return undefined;
    const own = new Set(inlineOf(expected).map(({ PolicyName }) => PolicyName));
    return {
      RoleName: name,
      Path: role.path,
      AssumeRolePolicyDocument: role.trust,
      Description: role.description,
      MaxSessionDuration: role.maxSessionDuration,
      PermissionsBoundary: role.permissionsBoundary,
      ManagedPolicyArns: inOrderOf(expected.ManagedPolicyArns, role.attached),
      Policies: inOrderOf(
        expected.Policies,
        Object.entries(role.inline)
          .filter(([PolicyName]) => own.has(PolicyName))
          .map(([PolicyName, PolicyDocument]): InlinePolicy => ({ PolicyName, PolicyDocument })),
        ({ PolicyName }) => PolicyName,
      ),
      Tags: inOrderOf(expected.Tags, role.tags, ({ Key }) => Key),
    };
  },

  delete(name, properties, context) {
    if (!roles(context).get(name)) return;
    takePolicies(name, properties, {}, context);
    DeleteRole({ RoleName: name }, context);
  },
};

function duration({ MaxSessionDuration: seconds }: Properties): number | undefined {
  return seconds === undefined ? undefined : Number(seconds);
}

function givePolicies(
  name: string,
  { properties }: ResourceRequest,
  previous: Properties,
  context: Context,
): ResourceState {
  takePolicies(name, previous, properties, context);
  for (const policy of inlineOf(properties))
    PutRolePolicy(
      {
        RoleName: name,
        PolicyName: policy.PolicyName,
        PolicyDocument: documentText(policy.PolicyDocument),
      },
      context,
    );
  for (const arn of managedOf(properties))
    AttachRolePolicy({ RoleName: name, PolicyArn: arn }, context);
  const { arn, id } = roleNamed(name, context);
  return { physicalId: name, attributes: { Arn: arn, RoleId: id } };
}

/** Removes what `before` gave and `after` no longer gives. */
function takePolicies(name: string, before: Properties, after: Properties, context: Context): void {
  const kept = new Set(inlineOf(after).map((policy) => policy.PolicyName));
  for (const { PolicyName } of inlineOf(before))
    if (!kept.has(PolicyName) && PolicyName in roleNamed(name, context).inline)
      DeleteRolePolicy({ RoleName: name, PolicyName }, context);
  for (const arn of managedOf(before))
    if (!managedOf(after).includes(arn) && roleNamed(name, context).attached.includes(arn))
      DetachRolePolicy({ RoleName: name, PolicyArn: arn }, context);
}

function inlineOf(properties: Properties): readonly InlinePolicy[] {
  return objectsIn(properties, 'Policies').map(({ PolicyName, PolicyDocument }) => ({
    PolicyName: String(PolicyName),
    PolicyDocument,
  }));
}

function managedOf(properties: Properties): readonly string[] {
  return textsIn(properties, 'ManagedPolicyArns');
}

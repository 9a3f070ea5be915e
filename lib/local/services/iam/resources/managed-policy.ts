import type { Context, ResourceState, ResourceType } from '../../../base/context';
import { inOrderOf } from '../../../base/list-order';
import { textIn, textsIn } from '../../../recorded/properties';
import { documentText } from '../model/documents';
import { policies, policyAt, roles } from '../model/records';
import { CreatePolicy, DeletePolicy } from '../operations/policies';
import { CreatePolicyVersion, DeletePolicyVersion } from '../operations/policy-versions';
import { AttachRolePolicy, DetachRolePolicy } from '../operations/role-policies';

/** AWS::IAM::ManagedPolicy; templates attach it to roles alone here. */
export const managedPolicyType: ResourceType = {
  properties: ['Description', 'ManagedPolicyName', 'Path', 'PolicyDocument', 'Roles'],
  required: ['PolicyDocument'],
  replacement: ['Description', 'ManagedPolicyName', 'Path'],
  scalars: { json: ['PolicyDocument'] },

  create(request, context) {
    const { properties } = request;
    const { Policy } = CreatePolicy(
      {
        PolicyName: String(properties.ManagedPolicyName ?? request.physicalName(128)),
        PolicyDocument: documentText(properties.PolicyDocument),
        Description: textIn(properties, 'Description'),
        Path: textIn(properties, 'Path'),
      },
      context,
    );
    const arn = Policy?.Arn ?? '';
    try {
      attach(arn, textsIn(properties, 'Roles'), context);
    } catch (error) {
      // The failed resource has no physical id yet, so nobody else would remove what was begun.
      detach(arn, textsIn(properties, 'Roles'), context);
      policies(context).delete(arn);
      throw error;
    }
    return stateOf(arn, context);
  },

  update(arn, { properties }, previous, context) {
    replaceDocument(arn, documentText(properties.PolicyDocument), context);
    attach(arn, textsIn(properties, 'Roles'), context);
    const kept = textsIn(properties, 'Roles');
    detach(
      arn,
      textsIn(previous, 'Roles').filter((role) => !kept.includes(role)),
      context,
    );
    return stateOf(arn, context);
  },

  read(arn, { Roles }, context) {
    const policy = policies(context).get(arn);
    if (!policy) return undefined;
    const holders = roles(context)
      .list()
      .filter(({ attached }) => attached.includes(arn))
      .map(({ name }) => name);
    return {
      ManagedPolicyName: policy.name,
      Path: policy.path,
      Description: policy.description,
      PolicyDocument: policy.versions.find(({ id }) => id === policy.defaultVersion)?.document,
      Roles: inOrderOf(Roles, holders),
    };
  },

  delete(arn, properties, context) {
    const policy = policies(context).get(arn);
    if (!policy) return;
    detach(arn, textsIn(properties, 'Roles'), context);
    for (const { id } of policy.versions)
      if (id !== policy.defaultVersion)
        DeletePolicyVersion({ PolicyArn: arn, VersionId: id }, context);
    DeletePolicy({ PolicyArn: arn }, context);
  },
};

/** Only five versions may exist: the oldest that is not in use makes room. */
function replaceDocument(arn: string, document: string, context: Context): void {
  const policy = policyAt(arn, context);
  if (policy.versions.find(({ id }) => id === policy.defaultVersion)?.document === document) return;
  const oldest = policy.versions.findLast(({ id }) => id !== policy.defaultVersion);
  if (policy.versions.length >= 5 && oldest)
    DeletePolicyVersion({ PolicyArn: arn, VersionId: oldest.id }, context);
  CreatePolicyVersion({ PolicyArn: arn, PolicyDocument: document, SetAsDefault: true }, context);
}

function attach(arn: string, names: readonly string[], context: Context): void {
  for (const RoleName of names) AttachRolePolicy({ RoleName, PolicyArn: arn }, context);
}

function detach(arn: string, names: readonly string[], context: Context): void {
  for (const RoleName of names)
    if (roles(context).get(RoleName)?.attached.includes(arn))
      DetachRolePolicy({ RoleName, PolicyArn: arn }, context);
}

function stateOf(arn: string, context: Context): ResourceState {
  const policy = policyAt(arn, context);
  return {
    physicalId: arn,
    attributes: {
      PolicyArn: arn,
      PolicyId: policy.id,
      DefaultVersionId: policy.defaultVersion,
      CreateDate: policy.createdAt,
      UpdateDate: policy.updatedAt,
      IsAttachable: true,
      AttachmentCount: roles(context)
        .list()
        .filter((role) => role.attached.includes(arn)).length,
      PermissionsBoundaryUsageCount: 0,
    },
  };
}

import type {
  CreateRoleCommandInput,
  CreateRoleResponse,
  DeleteRoleCommandInput,
  DeleteRolePermissionsBoundaryCommandInput,
  GetRoleCommandInput,
  GetRoleResponse,
  ListRolesCommandInput,
  ListRolesResponse,
  PutRolePermissionsBoundaryCommandInput,
  Role,
  UpdateAssumeRolePolicyCommandInput,
  UpdateRoleCommandInput,
} from '@aws-sdk/client-iam';
import type { Context } from '../../../base/context';
import { pageOf } from '../../../base/page';
import type { ServiceError } from '../../../base/service-error';
import { checkDocument, encodeDocument } from '../model/documents';
import { alreadyExists, deleteConflict, invalid, pageTokens } from '../model/errors';
import { mergeTags, roleNamed, roles, type StoredRole, uniqueId } from '../model/records';

export function CreateRole(input: CreateRoleCommandInput, context: Context): CreateRoleResponse {
  const name = input.RoleName ?? '';
  const path = input.Path ?? '/';
  if (!/^[\w+=,.@-]{1,64}$/.test(name)) throw invalid(`'${name}' is not a role name.`);
  if (!/^\/(.*\/)?$/.test(path)) throw invalid(`'${path}' is not a path.`);
  if (roles(context).get(name)) throw alreadyExists(`Role with name ${name} already exists.`);
  const role: StoredRole = {
    name,
    path,
    id: uniqueId('AROA'),
    arn: `arn:aws:iam::${context.account}:role${path}${name}`,
    createdAt: context.now().toISOString(),
    trust: checkDocument(input.AssumeRolePolicyDocument),
    description: input.Description,
    maxSessionDuration: checkDuration(input.MaxSessionDuration),
    permissionsBoundary: input.PermissionsBoundary,
    inline: {},
    attached: [],
    tags: mergeTags([], input.Tags),
  };
  roles(context).put(name, role);
  return { Role: describe(role) };
}

function checkDuration(seconds = 3600): number {
  if (seconds >= 3600 && seconds <= 43_200) return seconds;
  throw invalid('MaxSessionDuration is 3600 to 43200 seconds.');
}

export function GetRole(input: GetRoleCommandInput, context: Context): GetRoleResponse {
  return { Role: describe(roleNamed(input.RoleName, context)) };
}

export function ListRoles(input: ListRolesCommandInput, context: Context): ListRolesResponse {
  const found = roles(context)
    .list()
    .filter((role) => role.path.startsWith(input.PathPrefix ?? '/'))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const { items, next } = pageOf(found, input.Marker, input.MaxItems ?? 100, pageTokens);
  // Lists leave out what only GetRole tells.
  const brief = ({ Tags, PermissionsBoundary, ...role }: Role) => role;
  return {
    Roles: items.map((role) => brief(describe(role))),
    IsTruncated: next !== undefined,
    Marker: next,
  };
}

export function UpdateRole(input: UpdateRoleCommandInput, context: Context) {
  const role = roleNamed(input.RoleName, context);
  roles(context).put(role.name, {
    ...role,
    description: input.Description ?? role.description,
    maxSessionDuration: checkDuration(input.MaxSessionDuration ?? role.maxSessionDuration),
  });
  return {};
}

export function UpdateAssumeRolePolicy(
  input: UpdateAssumeRolePolicyCommandInput,
  context: Context,
) {
  const role = roleNamed(input.RoleName, context);
  roles(context).put(role.name, { ...role, trust: checkDocument(input.PolicyDocument) });
}

export function PutRolePermissionsBoundary(
  input: PutRolePermissionsBoundaryCommandInput,
  context: Context,
) {
  const role = roleNamed(input.RoleName, context);
  roles(context).put(role.name, { ...role, permissionsBoundary: input.PermissionsBoundary });
}

export function DeleteRolePermissionsBoundary(
  input: DeleteRolePermissionsBoundaryCommandInput,
  context: Context,
) {
  const role = roleNamed(input.RoleName, context);
  roles(context).put(role.name, { ...role, permissionsBoundary: undefined });
}

export function DeleteRole(input: DeleteRoleCommandInput, context: Context) {
  const role = roleNamed(input.RoleName, context);
  if (role.attached.length > 0) throw conflict('must detach all policies first');
  if (Object.keys(role.inline).length > 0) throw conflict('must delete policies first');
  roles(context).delete(role.name);
}

function conflict(reason: string): ServiceError {
  return deleteConflict(`Cannot delete entity, ${reason}.`);
}

function describe(role: StoredRole): Role {
  return {
    Path: role.path,
    RoleName: role.name,
    RoleId: role.id,
    Arn: role.arn,
    CreateDate: new Date(role.createdAt),
    AssumeRolePolicyDocument: encodeDocument(role.trust),
    Description: role.description,
    MaxSessionDuration: role.maxSessionDuration,
    ...(role.permissionsBoundary && {
      PermissionsBoundary: {
        PermissionsBoundaryType: 'PermissionsBoundaryPolicy',
        PermissionsBoundaryArn: role.permissionsBoundary,
      },
    }),
    ...(role.tags.length > 0 && { Tags: [...role.tags] }),
  };
}

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
import { type Context, ServiceError } from '../../../service';
import { pageOf } from '../paging';
import {
  checkDocument,
  encodeDocument,
  mergeTags,
  roleNamed,
  roles,
  type StoredRole,
  uniqueId,
} from '../records';

export function CreateRole(input: CreateRoleCommandInput, context: Context): CreateRoleResponse {
  const name = input.RoleName ?? '';
  const path = input.Path ?? '/';
  if (!/^[\w+=,.@-]{1,64}$/.test(name))
    throw new ServiceError('ValidationError', `'${name}' is not a role name.`);
  if (!/^\/(.*\/)?$/.test(path))
    throw new ServiceError('ValidationError', `'${path}' is not a path.`);
  if (roles(context).get(name))
    throw new ServiceError('EntityAlreadyExists', `Role with name ${name} already exists.`, 409);
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
  throw new ServiceError('ValidationError', 'MaxSessionDuration is 3600 to 43200 seconds.');
}

export function GetRole(input: GetRoleCommandInput, context: Context): GetRoleResponse {
  return { Role: describe(roleNamed(input.RoleName, context)) };
}

export function ListRoles(input: ListRolesCommandInput, context: Context): ListRolesResponse {
  const found = roles(context)
    .list()
    .filter((role) => role.path.startsWith(input.PathPrefix ?? '/'))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const { items, ...page } = pageOf(found, input);
  // Lists leave out what only GetRole tells.
  const brief = ({ Tags, PermissionsBoundary, ...role }: Role) => role;
  return { Roles: items.map((role) => brief(describe(role))), ...page };
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
  return new ServiceError('DeleteConflict', `Cannot delete entity, ${reason}.`, 409);
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

import type {
  CreateUserCommandInput,
  CreateUserResponse,
  DeleteUserCommandInput,
  DeleteUserPermissionsBoundaryCommandInput,
  GetUserCommandInput,
  GetUserResponse,
  ListUsersCommandInput,
  ListUsersResponse,
  ListUserTagsCommandInput,
  ListUserTagsResponse,
  PutUserPermissionsBoundaryCommandInput,
  TagUserCommandInput,
  UntagUserCommandInput,
  User,
} from '@aws-sdk/client-iam';
import type { Context } from '../../../base/context';
import { alreadyExists, deleteConflict, invalid } from '../model/errors';
import { below, listed } from '../model/listed';
import {
  isAwsManaged,
  mergeTags,
  policyAt,
  type StoredUser,
  uniqueId,
  users,
} from '../model/records';
import { allUsers, changeable, describeUser, nameOrOwn, userNamed } from '../model/users';

export function CreateUser(input: CreateUserCommandInput, context: Context): CreateUserResponse {
  const { UserName: name = '', Path: path = '/' } = input;
  if (!/^[\w+=,.@-]{1,64}$/.test(name)) throw invalid(`'${name}' is not a user name.`);
  if (!/^\/(.*\/)?$/.test(path)) throw invalid(`'${path}' is not a path.`);
  // Names of users differ by more than letter case.
  const isTaken = allUsers(context).some((it) => it.name.toLowerCase() === name.toLowerCase());
  if (isTaken) throw alreadyExists(`User with name ${name} already exists.`);
  const user: StoredUser = {
    name,
    path,
    id: uniqueId('AIDA'),
    arn: `arn:aws:iam::${context.account}:user${path}${name}`,
    createdAt: context.now().toISOString(),
    permissionsBoundary: boundaryAt(input.PermissionsBoundary, context),
    inline: {},
    attached: [],
    tags: mergeTags([], input.Tags),
    groups: [],
  };
  users(context).put(name, user);
  return { User: describeUser(user) };
}

/** @throws NoSuchEntity where there is no such policy */
function boundaryAt(arn: string | undefined, context: Context): string | undefined {
  if (arn !== undefined && !isAwsManaged(arn)) policyAt(arn, context);
  return arn;
}

/** The user that is named, or the one who asks. */
export function GetUser(input: GetUserCommandInput, context: Context): GetUserResponse {
  return { User: describeUser(userNamed(nameOrOwn(input.UserName, context), context)) };
}

export function ListUsers(input: ListUsersCommandInput, context: Context): ListUsersResponse {
  const { items, rest } = listed(below(allUsers(context), input.PathPrefix), input);
  // Lists leave out what only GetUser tells.
  const brief = ({ Tags, PermissionsBoundary, ...user }: User) => user;
  return { Users: items.map((user) => brief(describeUser(user))), ...rest };
}

export function DeleteUser(input: DeleteUserCommandInput, context: Context) {
  const user = changeable(input.UserName, context);
  const conflict = (reason: string) => deleteConflict(`Cannot delete entity, ${reason}.`);
  if (context.credentials.keysOf(user.arn).length > 0)
    throw conflict('must delete access keys first');
  if (user.attached.length > 0) throw conflict('must detach all policies first');
  if (Object.keys(user.inline).length > 0) throw conflict('must delete policies first');
  if (user.groups.length > 0) throw conflict('must remove users from group first');
  users(context).delete(user.name);
}

export function PutUserPermissionsBoundary(
  input: PutUserPermissionsBoundaryCommandInput,
  context: Context,
) {
  const user = changeable(input.UserName, context);
  const permissionsBoundary = boundaryAt(input.PermissionsBoundary, context);
  users(context).put(user.name, { ...user, permissionsBoundary });
}

export function DeleteUserPermissionsBoundary(
  input: DeleteUserPermissionsBoundaryCommandInput,
  context: Context,
) {
  const user = changeable(input.UserName, context);
  users(context).put(user.name, { ...user, permissionsBoundary: undefined });
}

export function TagUser(input: TagUserCommandInput, context: Context) {
  const user = changeable(input.UserName, context);
  users(context).put(user.name, { ...user, tags: mergeTags(user.tags, input.Tags) });
}

export function UntagUser(input: UntagUserCommandInput, context: Context) {
  const user = changeable(input.UserName, context);
  const tags = user.tags.filter(({ Key }) => !input.TagKeys?.includes(Key));
  users(context).put(user.name, { ...user, tags });
}

export function ListUserTags(
  input: ListUserTagsCommandInput,
  context: Context,
): ListUserTagsResponse {
  const { items, rest } = listed(userNamed(input.UserName, context).tags, input);
  return { Tags: items, ...rest };
}

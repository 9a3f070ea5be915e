import type {
  AddUserToGroupCommandInput,
  CreateGroupCommandInput,
  CreateGroupResponse,
  DeleteGroupCommandInput,
  GetGroupCommandInput,
  GetGroupResponse,
  Group,
  ListGroupsCommandInput,
  ListGroupsForUserCommandInput,
  ListGroupsForUserResponse,
  ListGroupsResponse,
  RemoveUserFromGroupCommandInput,
} from '@aws-sdk/client-iam';
import type { Context } from '../../../base/context';
import {
  alreadyExists,
  deleteConflict,
  invalid,
  limitExceeded,
  noSuchEntity,
} from '../model/errors';
import { below, listed } from '../model/listed';
import { groupNamed, groups, type StoredGroup, uniqueId, users } from '../model/records';
import { allUsers, changeable, describeUser, userNamed } from '../model/users';

const mostGroups = 10;

export function CreateGroup(input: CreateGroupCommandInput, context: Context): CreateGroupResponse {
  const { GroupName: name = '', Path: path = '/' } = input;
  if (!/^[\w+=,.@-]{1,128}$/.test(name)) throw invalid(`'${name}' is not a group name.`);
  if (!/^\/(.*\/)?$/.test(path)) throw invalid(`'${path}' is not a path.`);
  const isTaken = groups(context)
    .list()
    .some((it) => it.name.toLowerCase() === name.toLowerCase());
  if (isTaken) throw alreadyExists(`Group with name ${name} already exists.`);
  const group: StoredGroup = {
    name,
    path,
    id: uniqueId('AGPA'),
    arn: `arn:aws:iam::${context.account}:group${path}${name}`,
    createdAt: context.now().toISOString(),
    inline: {},
    attached: [],
  };
  groups(context).put(name, group);
  return { Group: describe(group) };
}

export function GetGroup(input: GetGroupCommandInput, context: Context): GetGroupResponse {
  const group = groupNamed(input.GroupName, context);
  const { items, rest } = listed(below(membersOf(group, context)), input);
  const brief = items.map(describeUser).map(({ Tags, PermissionsBoundary, ...user }) => user);
  return { Group: describe(group), Users: brief, ...rest };
}

export function ListGroups(input: ListGroupsCommandInput, context: Context): ListGroupsResponse {
  const { items, rest } = listed(below(groups(context).list(), input.PathPrefix), input);
  return { Groups: items.map(describe), ...rest };
}

export function ListGroupsForUser(
  input: ListGroupsForUserCommandInput,
  context: Context,
): ListGroupsForUserResponse {
  const found = userNamed(input.UserName, context).groups.map((name) => groupNamed(name, context));
  const { items, rest } = listed(found, input);
  return { Groups: items.map(describe), ...rest };
}

export function DeleteGroup(input: DeleteGroupCommandInput, context: Context) {
  const group = groupNamed(input.GroupName, context);
  const conflict = (reason: string) => deleteConflict(`Cannot delete entity, ${reason}.`);
  if (membersOf(group, context).length > 0) throw conflict('must remove users from group first');
  if (group.attached.length > 0) throw conflict('must detach all policies first');
  if (Object.keys(group.inline).length > 0) throw conflict('must delete policies first');
  groups(context).delete(group.name);
}

export function AddUserToGroup(input: AddUserToGroupCommandInput, context: Context) {
  const { name } = groupNamed(input.GroupName, context);
  const user = changeable(input.UserName, context);
  if (user.groups.includes(name)) return;
  if (user.groups.length >= mostGroups) throw limitExceeded('GroupsPerUser', mostGroups);
  users(context).put(user.name, { ...user, groups: [...user.groups, name] });
}

export function RemoveUserFromGroup(input: RemoveUserFromGroupCommandInput, context: Context) {
  const { name } = groupNamed(input.GroupName, context);
  const user = changeable(input.UserName, context);
  if (!user.groups.includes(name))
    throw noSuchEntity(`The user with name ${user.name} is not in the group ${name}.`);
  users(context).put(user.name, { ...user, groups: user.groups.filter((it) => it !== name) });
}

function membersOf({ name }: StoredGroup, context: Context) {
  return allUsers(context).filter((user) => user.groups.includes(name));
}

function describe({ name, path, id, arn, createdAt }: StoredGroup): Group {
  return {
    Path: path,
    GroupName: name,
    GroupId: id,
    Arn: arn,
    CreateDate: new Date(createdAt),
  };
}

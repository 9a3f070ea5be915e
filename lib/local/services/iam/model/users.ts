import type { User } from '@aws-sdk/client-iam';
import type { Context } from '../../../base/context';
import { notImplemented } from '../../../base/service-error';
import { noSuchEntity } from './errors';
import { type StoredUser, users } from './records';

/** The user that this machine makes in every account, and who may everything there. */
const administrator = 'administrator';

/** A user to look at. */
export function userNamed(name: string | undefined, context: Context): StoredUser {
  const user = name === undefined ? undefined : userOrAdministrator(name, context);
  if (!user) throw noSuchEntity(`The user with name ${name} cannot be found.`);
  return user;
}

/** A user to change. @throws 501 for the administrator: nobody takes his rights */
export function changeable(name: string | undefined, context: Context): StoredUser {
  const user = userNamed(name, context);
  if (user.name === administrator)
    throw notImplemented('iam', 'changes of the administrator that this machine makes');
  return user;
}

/** All of an account, with its administrator. */
export function allUsers(context: Context): readonly StoredUser[] {
  userOrAdministrator(administrator, context);
  return users(context).list();
}

/** The name that is given, or that of the user who asks. */
export function nameOrOwn(name: string | undefined, { caller }: Context): string | undefined {
  return name ?? /:user\/(?:.*\/)?([^/]+)$/.exec(caller.arn)?.[1];
}

/** The administrator's record is made when it is first looked at. */
function userOrAdministrator(name: string, context: Context): StoredUser | undefined {
  const known = users(context).get(name);
  if (known || name !== administrator) return known;
  const { arn, userId } = context.credentials.administratorOf(context.account).caller;
  users(context).put(name, {
    name,
    arn,
    path: '/',
    id: userId,
    createdAt: context.now().toISOString(),
    inline: {},
    attached: ['arn:aws:iam::aws:policy/AdministratorAccess'],
    tags: [],
    groups: [],
  });
  return users(context).get(name);
}

/** As IAM tells of a user, but for lists, which tell less. */
export function describeUser(user: StoredUser): User {
  return {
    Path: user.path,
    UserName: user.name,
    UserId: user.id,
    Arn: user.arn,
    CreateDate: new Date(user.createdAt),
    ...(user.permissionsBoundary && {
      PermissionsBoundary: {
        PermissionsBoundaryType: 'PermissionsBoundaryPolicy',
        PermissionsBoundaryArn: user.permissionsBoundary,
      },
    }),
    ...(user.tags.length > 0 && { Tags: [...user.tags] }),
  };
}

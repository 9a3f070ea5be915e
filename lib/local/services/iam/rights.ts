import type { Context } from '../../base/context';
import { type RightsOf, rightsOf, textOf } from '../../rights/asks';
import { tagsIn } from '../../rights/tags';
import type { Fields } from '../../values/fields';
import { groups, type Holder, policies, roles, users } from './model/records';
import { nameOrOwn } from './model/users';

const service: RightsOf = {
  service: 'iam',
  names: {
    RoleNameWithPath: roleName,
    PolicyNameWithPath: policyName,
    UserNameWithPath: userName,
    GroupNameWithPath: groupName,
  },
  tags: (resource, context) => {
    const name = resource.split('/').at(-1) ?? '';
    if (resource.includes(':policy/')) return tagsIn(policies(context).get(resource)?.tags);
    const holders = resource.includes(':user/') ? users(context) : roles(context);
    return tagsIn(holders.get(name)?.tags);
  },
  special: {
    SimulatePrincipalPolicy: (input) => [
      {
        action: 'iam:SimulatePrincipalPolicy',
        resource: textOf(input, 'PolicySourceArn') ?? '*',
      },
    ],
  },
  keys: (_, input, context) => ({
    'iam:policyarn': textOf(input, 'PolicyArn'),
    'iam:permissionsboundary':
      textOf(input, 'PermissionsBoundary') ??
      roles(context).get(textOf(input, 'RoleName') ?? '')?.permissionsBoundary ??
      users(context).get(textOf(input, 'UserName') ?? '')?.permissionsBoundary,
    'iam:roletemplatearn': undefined,
  }),
};

export const rights = rightsOf(service);

function roleName(input: Fields, context: Context): string | undefined {
  const name = textOf(input, 'RoleName');
  return name && withPath(name, roles(context).get(name), input);
}

/** Whoever names no user means himself. */
function userName(input: Fields, context: Context): string | undefined {
  const name = nameOrOwn(textOf(input, 'UserName'), context);
  return name && withPath(name, users(context).get(name), input);
}

function groupName(input: Fields, context: Context): string | undefined {
  const name = textOf(input, 'GroupName');
  return name && withPath(name, groups(context).get(name), input);
}

/** What is about to be made has the path that it is to have. */
function withPath(name: string, known: Holder | undefined, input: Fields): string {
  const path = known?.path ?? textOf(input, 'Path') ?? '/';
  return `${path.slice(1)}${name}`;
}

function policyName(input: Fields): string | undefined {
  const arn = textOf(input, 'PolicyArn');
  if (arn !== undefined) return arn.split(':policy/')[1];
  const name = textOf(input, 'PolicyName');
  return name === undefined ? undefined : `${(textOf(input, 'Path') ?? '/').slice(1)}${name}`;
}

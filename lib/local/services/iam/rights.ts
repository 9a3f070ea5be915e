import type { Context } from '../../base/context';
import { type RightsOf, rightsOf, textOf } from '../../rights/asks';
import type { Fields } from '../../values/fields';
import { roles } from './model/records';

const service: RightsOf = {
  service: 'iam',
  names: { RoleNameWithPath: roleName, PolicyNameWithPath: policyName },
  keys: (_, input, context) => ({
    'iam:policyarn': textOf(input, 'PolicyArn'),
    'iam:permissionsboundary':
      textOf(input, 'PermissionsBoundary') ??
      roles(context).get(textOf(input, 'RoleName') ?? '')?.permissionsBoundary,
    'iam:roletemplatearn': undefined,
  }),
};

export const rights = rightsOf(service);

/** A role that is about to be made has the path that it is to have. */
function roleName(input: Fields, context: Context): string | undefined {
  const name = textOf(input, 'RoleName');
  if (name === undefined) return undefined;
  const path = roles(context).get(name)?.path ?? textOf(input, 'Path') ?? '/';
  return `${path.slice(1)}${name}`;
}

function policyName(input: Fields): string | undefined {
  const arn = textOf(input, 'PolicyArn');
  if (arn !== undefined) return arn.split(':policy/')[1];
  const name = textOf(input, 'PolicyName');
  return name === undefined ? undefined : `${(textOf(input, 'Path') ?? '/').slice(1)}${name}`;
}

import { type RightsOf, rightsOf, textOf, textsOf } from '../../rights/asks';
import type { Fields } from '../../values/fields';
import { findParameter } from './model/records';

const service: RightsOf = {
  service: 'ssm',
  names: { ParameterNameWithoutLeadingSlash: parameterNames },
  tags: (resource, context) => findParameter(resource, context)?.tags,
  keys: (action, input) => ({
    'ssm:overwrite': action === 'PutParameter' ? String(input.Overwrite ?? false) : undefined,
    'ssm:policies': textOf(input, 'Policies'),
    'ssm:recursive':
      action === 'GetParametersByPath' ? String(input.Recursive ?? false) : undefined,
  }),
};

export const rights = rightsOf(service);

function parameterNames(input: Fields): readonly string[] | undefined {
  const names =
    textsOf(input, 'Names') ?? [textOf(input, 'Name', 'Path', 'ResourceId') ?? []].flat();
  return names.length === 0 ? undefined : names.map(bare);
}

/** Without the slash that it begins with, and the version or label that a request may name. */
function bare(name: string): string {
  const inArn = name.replace(/^arn:[^:]*:ssm:[^:]*:\d*:parameter/, '');
  return inArn
    .replace(/^\//, '')
    .replace(/:[^:/]*$/, '')
    .replace(/\/$/, '');
}

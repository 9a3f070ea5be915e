import type { Context } from '../base/context';
import type { Ask, AskedKeys } from '../base/rights';
import type { Rights } from '../base/service';
import { type Fields, fieldsOf } from '../values/fields';
import { actionNamed, resourceTemplate } from './actions';
import { requestTags, type Tags } from './tags';

/** How a variable of an ARN, such as `PipelineName`, is found in an operation's input. Nothing where it is not there. */
export type FindName = (input: Fields, context: Context) => string | readonly string[] | undefined;

export interface RightsOf {
  /** The prefix of the service's actions. */
  readonly service: string;
  readonly names: Readonly<Record<string, FindName>>;
  /** Operations whose rights do not follow from their name: other actions, several, or none. */
  readonly special?: Readonly<Record<string, (input: Fields, context: Context) => readonly Ask[]>>;
  /** What an operation needs beside the action of its name. */
  readonly further?: Readonly<Record<string, (input: Fields, context: Context) => readonly Ask[]>>;
  /** Condition keys of an operation's input. */
  readonly keys?: (operation: string, input: Fields, context: Context) => AskedKeys;
  /** The tags of a resource, if there is one; without it conditions on them are refused by name. */
  readonly tags?: (resource: string, context: Context) => Tags | undefined;
  /** What the resource itself says. */
  readonly of?: (resource: string, context: Context) => Ask['of'];
}

/** The rights of a service whose operations are called as its actions are. */
export function rightsOf(service: RightsOf): Rights {
  return (operation, given, context) => {
    const input = fieldsOf(given);
    const special = service.special?.[operation];
    if (special) return special(input, context);
    const further = service.further?.[operation]?.(input, context) ?? [];
    return [...asksOf(service, operation, input, context), ...further];
  };
}

/**
 * One ask for each resource of the action that the input names, or for `*` where it names none.
 * @throws Error for an action that the table does not have
 */
export function asksOf(
  { service, names, keys, tags, of }: RightsOf,
  action: string,
  input: Fields,
  context: Context,
): readonly Ask[] {
  const told = keys?.(action, input, context);
  return resourcesOf(service, names, action, input, context).map((resource) => {
    const own = of?.(resource, context);
    return {
      action: `${service}:${action}`,
      resource,
      requestTags: requestTags(input),
      ...(tags && { resourceTags: tags(resource, context) ?? {} }),
      ...(told && { keys: told }),
      ...(own && { of: own }),
    };
  });
}

function resourcesOf(
  service: string,
  names: RightsOf['names'],
  name: string,
  input: Fields,
  context: Context,
): readonly string[] {
  const action = actionNamed(service, name);
  if (!action) throw new Error(`the table of actions has no ${service}:${name}`);
  const tagged = Object.entries(input).find(([member]) => /^resourcearn$/i.test(member))?.[1];
  if (typeof tagged === 'string') return [tagged];
  const always = (action.on ?? []).flatMap(
    (kind) => filled(service, kind, names, input, context) ?? ['*'],
  );
  if (always.length > 0) return always;
  const maybe = (action.maybe ?? []).flatMap(
    (kind) => filled(service, kind, names, input, context) ?? [],
  );
  return maybe.length > 0 ? maybe : ['*'];
}

const aws: Readonly<Record<string, (context: Context) => string>> = {
  Partition: () => 'aws',
  Region: ({ region }) => region,
  Account: ({ account }) => account,
};

/** The ARNs of a kind of resource; nothing where the input does not say which. */
function filled(
  service: string,
  kind: string,
  names: RightsOf['names'],
  input: Fields,
  context: Context,
): readonly string[] | undefined {
  let arns: readonly string[] | undefined = [resourceTemplate(service, kind) ?? '*'];
  for (const [variable, name = ''] of (arns[0] ?? '').matchAll(/\$\{(\w+)\}/g)) {
    const found = aws[name]?.(context) ?? names[name]?.(input, context);
    const values: readonly string[] = found === undefined ? [] : [found].flat();
    if (values.length === 0) return undefined;
    arns = arns?.flatMap((arn) => values.map((value) => arn.replace(variable, () => value)));
  }
  return arns;
}

/** A member of the input that is text. */
export function textOf(input: Fields, ...members: readonly string[]): string | undefined {
  return members.map((member) => input[member]).find((value) => typeof value === 'string') as
    | string
    | undefined;
}

/** A member of the input that is a list of texts. */
export function textsOf(input: Fields, member: string): readonly string[] | undefined {
  const value = input[member];
  return Array.isArray(value) ? value.map(String) : undefined;
}

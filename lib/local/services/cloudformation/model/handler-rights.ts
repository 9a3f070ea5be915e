import type { Context, Properties } from '../../../base/context';
import type { Ask } from '../../../base/rights';
import { handlerFailure } from '../../../recorded/handler-failure';
import { type Handlers, handlers } from '../../../rights/handlers';
import { passRole } from '../../../rights/pass-role';
import { fieldsOf } from '../../../values/fields';

/** What is about to happen to a resource. */
export interface Handling {
  readonly type: string;
  readonly verb: 'create' | 'update' | 'delete' | 'read';
  readonly properties: Properties;
  /** What an update finds there. */
  readonly before?: Properties;
  readonly physicalId?: string;
  /** How a name begins that CloudFormation makes up, such as `app-Bucket-`. */
  readonly madeUp: string;
}

/**
 * CloudFormation works on a stack's resources with the rights of whoever asked for it, or of the role that the stack was given.
 * (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-iam-servicerole.html)
 * @throws ServiceError in the words of CloudFormation's handlers
 */
export function demandHandlerRights(handling: Handling, context: Context): void {
  const known = handlers[handling.type];
  if (!known) return;
  for (const ask of asksOf(handling, known, context))
    context.demand(ask, (words) => handlerFailure('AccessDenied', words, context));
}

function asksOf(handling: Handling, known: Handlers, context: Context): readonly Ask[] {
  const { verb, properties } = handling;
  const actions = [...(known[verb] ?? []), ...actionsOfProperties(handling, known)];
  const resources = resourcesOf(handling, known.arn, context);
  const isNew = verb === 'create' || verb === 'update';
  const passed = isNew ? Object.entries(known.passes ?? {}) : [];
  return [
    ...actions.flatMap((action) =>
      resources.map((resource) => ({ action, resource, keys: keysOf(action, handling) })),
    ),
    ...passed.flatMap(([path, service]) =>
      valuesAt(properties, path.split('/')).flatMap((role) => passRole(role, service)),
    ),
  ];
}

/** What a role may become is bounded by what conditions on these keys say. */
function keysOf(action: string, { properties }: Handling): Ask['keys'] & object {
  if (!action.startsWith('iam:')) return {};
  const { PermissionsBoundary: boundary, ManagedPolicyArns: attached } = properties;
  return {
    'iam:permissionsboundary': typeof boundary === 'string' ? boundary : undefined,
    'iam:policyarn':
      action === 'iam:AttachRolePolicy' ? [attached ?? []].flat().map(String) : undefined,
  };
}

function actionsOfProperties(
  { verb, properties, before = {} }: Handling,
  known: Handlers,
): readonly string[] {
  if (verb !== 'create' && verb !== 'update') return [];
  const isOwn = ([name]: [string, unknown]) =>
    verb === 'create'
      ? properties[name] !== undefined && !isOfCreation(name)
      : JSON.stringify(properties[name]) !== JSON.stringify(before[name]);
  return Object.entries(known.properties ?? {})
    .filter(isOwn)
    .flatMap(([, actions]) => actions);
}

/** Given when the resource is made; another action changes it afterwards. */
const isOfCreation = (name: string) =>
  ['KeyPolicy', 'PolicyDocument', 'RepositoryDescription', 'ImageTagMutability'].includes(name);

function resourcesOf(
  { properties, physicalId, madeUp }: Handling,
  pattern: string,
  { region, account }: Context,
): readonly string[] {
  const places: Readonly<Record<string, string>> = { region, account };
  let arns: readonly string[] = [pattern];
  for (const [variable, inside = ''] of pattern.matchAll(/\{([^}]*)\}/g)) {
    const [name = '', fallback] = inside.split('|');
    const unnamed = physicalId ?? fallback ?? `${madeUp}*`;
    const values = places[name] ?? [properties[name] ?? unnamed].flat().map(textOf);
    arns = arns.flatMap((arn) =>
      [values].flat().map((value) => arn.replace(variable, () => value)),
    );
  }
  return arns.map(inShape);
}

/** Names that are written with a slash, an ARN or an address where the ARN has the bare name. */
function inShape(arn: string): string {
  const [, inner] = /^arn:.*[:/](arn:.*)$/.exec(arn) ?? [];
  if (inner !== undefined) return inner;
  return arn
    .replace(':parameter//', ':parameter/')
    .replace(':oidc-provider/https://', ':oidc-provider/');
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function valuesAt(value: unknown, [name, ...rest]: readonly string[]): readonly unknown[] {
  if (name === undefined) return [value];
  return [value].flat().flatMap((one) => {
    const inner = fieldsOf(one)[name];
    return inner === undefined ? [] : valuesAt(inner, rest);
  });
}

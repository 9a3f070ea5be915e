import { type Fields, isFields } from '../../fields';
import type { DeclaredResource } from './template';
import { typeRights } from './type-rights';

/** What a name is made of in a template. */
export interface NameScope {
  /** The stack's name; a star stands in it for what differs by environment. */
  readonly stack: string;
  /** Parameters whose values are known, with stars for what differs by environment. */
  readonly values: Readonly<Record<string, string>>;
  readonly resources: readonly DeclaredResource[];
}

/** Such as `/aws/lambda/shop-orders`: what comes before is a convention of AWS's. */
const before = /^\/?(aws\/[^/*]+\/|alias\/|service-role\/)?/;

/** Whether a name, with stars for what is unknown, is one that an application's own resources have. */
export function isOwnName(application: string, name: string): boolean {
  const rest = name.replace(before, '');
  if (!rest.startsWith(application)) return false;
  const next = rest.charAt(application.length);
  return next === '' || '-._/'.includes(next);
}

/** The name that a template gives a resource, with stars for what is unknown; undefined where it gives none. */
export function givenName(resource: DeclaredResource, scope: NameScope): string | undefined {
  const property = typeRights(resource.type)?.name;
  const value = property === undefined ? undefined : resource.properties[property];
  if (value === undefined) return undefined;
  const name = globOf(value, scope, [resource.logicalId]);
  const { Path } = resource.properties;
  return /^AWS::IAM::/.test(resource.type) && Path !== undefined
    ? `${globOf(Path, scope, [])}${name}`
    : name;
}

function globOf(value: unknown, scope: NameScope, within: readonly string[]): string {
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  if (!isFields(value)) return '*';
  if (typeof value.Ref === 'string') return referred(value.Ref, scope, within);
  if (value['Fn::Sub'] !== undefined) return substituted(value['Fn::Sub'], scope, within);
  const join = value['Fn::Join'];
  if (Array.isArray(join) && typeof join[0] === 'string' && Array.isArray(join[1]))
    return once(join[1].map((part) => globOf(part, scope, within)).join(join[0]));
  return '*';
}

function substituted(value: unknown, scope: NameScope, within: readonly string[]): string {
  const [text, given]: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (typeof text !== 'string') return '*';
  const values: Fields = isFields(given) ? given : {};
  return once(
    text.replace(/\$\{([^}]*)\}/g, (_, name: string) => {
      if (name.startsWith('!')) return `\${${name.slice(1)}}`;
      if (name in values) return globOf(values[name], scope, within);
      return name.includes('.') ? '*' : referred(name.trim(), scope, within);
    }),
  );
}

function referred(name: string, scope: NameScope, within: readonly string[]): string {
  if (name === 'AWS::StackName') return scope.stack;
  if (Object.hasOwn(scope.values, name)) return scope.values[name] ?? '*';
  const resource = scope.resources.find(({ logicalId }) => logicalId === name);
  if (!resource || within.includes(name)) return '*';
  const { name: property } = typeRights(resource.type) ?? {};
  const given = property === undefined ? undefined : resource.properties[property];
  // CloudFormation names the others after the stack.
  if (given === undefined) return property === undefined ? '*' : once(`${scope.stack}-*`);
  return globOf(given, scope, [...within, name]);
}

const once = (glob: string) => glob.replace(/\*+/g, '*');

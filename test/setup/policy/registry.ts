import fs from 'node:fs';
import path from 'node:path';
import { actionNamed, patternsOf, patternsOfKind, type ResourcePattern } from './reference';

/**
 * A type's schema as AWS publishes it, in the archive of all of them:
 * https://schema.cloudformation.us-east-1.amazonaws.com/CloudformationSchema.zip.
 */
interface Schema {
  readonly typeName: string;
  readonly primaryIdentifier?: readonly string[];
  readonly readOnlyProperties?: readonly string[];
  readonly createOnlyProperties?: readonly string[];
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly tagging?: { readonly permissions?: readonly string[] };
  readonly handlers?: Readonly<Record<string, { readonly permissions?: readonly string[] }>>;
}

/** A row of `lib/setup/policy/types.json`. */
interface Row {
  readonly name?: string;
  readonly own?: readonly string[];
  readonly rights: Readonly<Record<string, string>>;
}

/** Listing is for other tools: a deploy knows its resources. */
const used = ['create', 'read', 'update', 'delete'];

/** The resource of a type, where the service authorization reference calls it otherwise than CloudFormation does. */
const otherwise: Readonly<Record<string, string>> = {
  'AWS::IAM::ManagedPolicy': 'iam:policy',
  'AWS::Events::Rule': 'events:ruleondefaulteventbus',
  'AWS::KMS::Alias': 'kms:alias',
};

/** @param folder with the unpacked schemas, a file a type */
export function typesTable(folder: string): string {
  const rows = fs
    .readdirSync(folder)
    .filter((name) => /^aws-.*\.json$/.test(name))
    .map((name): Schema => JSON.parse(fs.readFileSync(path.join(folder, name), 'utf8')))
    .filter(({ typeName, handlers }) => typeName.startsWith('AWS::') && handlers?.create)
    .sort((a, b) => (a.typeName < b.typeName ? -1 : 1))
    .map((schema) => `${JSON.stringify(schema.typeName)}: ${JSON.stringify(rowOf(schema))}`);
  return `{\n${rows.join(',\n')}\n}\n`;
}

function rowOf(schema: Schema): Row {
  const asked = used.flatMap((handler) => schema.handlers?.[handler]?.permissions ?? []);
  const actions = [...asked, ...(schema.tagging?.permissions ?? [])].flatMap((action) => {
    const known = actionNamed(action);
    return known === undefined ? [] : [known];
  });
  const services = new Set(actions.map((action) => action.split(':')[0] ?? ''));
  const name = nameProperty(schema);
  const own = name === undefined ? undefined : ownPattern(schema.typeName, [...services], name);
  const rights = new Map<string, Set<string>>();
  for (const action of actions) {
    const where = patternsOf(action, own).join(' ');
    rights.set(where, (rights.get(where) ?? new Set()).add(action));
  }
  return {
    ...(own && name !== undefined && { name, own: own.patterns }),
    rights: Object.fromEntries(
      [...rights].sort(([a], [b]) => (a < b ? -1 : 1)).map(([where, set]) => [where, short(set)]),
    ),
  };
}

/** The property that names a resource, if a template may set it and the name cannot change afterwards. */
function nameProperty(schema: Schema): string | undefined {
  const { typeName, primaryIdentifier = [], readOnlyProperties = [] } = schema;
  const suffix = typeName.split('::')[2] ?? '';
  const all = Object.keys(schema.properties ?? {});
  const fixed = [...primaryIdentifier, ...(schema.createOnlyProperties ?? [])].map(bare);
  const identifiers = primaryIdentifier.map(bare).filter((name) => /Name$|^Family$/.test(name));
  const isFixed = (name: string) => typeName in otherwise || fixed.includes(name);
  return [...identifiers, `${suffix}Name`, 'Name', 'Family', 'ManagedPolicyName'].find(
    (name) => all.includes(name) && isFixed(name) && !readOnlyProperties.map(bare).includes(name),
  );
}

function ownPattern(
  typeName: string,
  services: readonly string[],
  name: string,
): ResourcePattern | undefined {
  const [, service = '', suffix = ''] = typeName.toLowerCase().split('::');
  const given = otherwise[typeName];
  const kinds = given
    ? [given]
    : [service, ...services].map((prefix) => `${prefix}:${suffix.replace(/[^a-z0-9]/g, '')}`);
  for (const kind of kinds) {
    const patterns = patternsOfKind(kind, name);
    if (patterns) return { kind, patterns };
  }
  return undefined;
}

const bare = (pointer: string) => pointer.replace('/properties/', '');

/** `s3:CreateBucket PutBucketTagging sqs:TagQueue`: a service stands before the first of its actions. */
function short(actions: ReadonlySet<string>): string {
  let before = '';
  return [...actions]
    .sort()
    .map((action) => {
      const [service = '', name = ''] = action.split(':');
      const said = service === before ? name : action;
      before = service;
      return said;
    })
    .join(' ');
}

/**
 * Reads the schemas that the SDK's clients carry, into plain descriptions. The referee checks replies against them,
 * and the tables in lib/local/generated are made from them.
 */

export interface Traits {
  readonly [name: string]: unknown;
}

export type ScalarKind =
  | 'string'
  | 'number'
  | 'boolean'
  | 'timestamp'
  | 'date-time'
  | 'http-date'
  | 'epoch'
  | 'blob'
  | 'stream'
  | 'document';

export type Shape =
  | { readonly kind: ScalarKind; readonly name?: string; readonly traits: Traits }
  | { readonly kind: 'list'; readonly name?: string; readonly item: Member }
  | { readonly kind: 'map'; readonly name?: string; readonly value: Member }
  | Structure;

export interface Structure {
  readonly kind: 'structure';
  readonly name: string;
  readonly traits: Traits;
  readonly members: ReadonlyMap<string, Member>;
  readonly required: readonly string[];
}

export interface Member {
  readonly shape: () => Shape;
  readonly traits: Traits;
}

export interface OperationSchema {
  readonly name: string;
  readonly http: readonly [method: string, uri: string, status: number] | undefined;
  readonly input: Structure;
  readonly output: Structure;
}

/** The SDK package of each service, where it is not called after it. */
const packages: Readonly<Record<string, string>> = {
  logs: 'cloudwatch-logs',
  events: 'eventbridge',
  secretsmanager: 'secrets-manager',
};

/** Every operation AWS has for a service, by name. */
export function operationsOf(service: string): ReadonlyMap<string, OperationSchema> {
  const operations = new Map<string, OperationSchema>();
  for (const raw of exportsOf(service)) {
    if (!isRaw(raw) || raw[0] !== 9) continue;
    const [, , name, traits, input, output] = raw as RawOperation;
    const { http } = readTraits(traits) as { http?: OperationSchema['http'] };
    operations.set(name, { name, http, input: structure(input), output: structure(output) });
  }
  return operations;
}

/** Every error AWS models for a service, by the name clients see. */
export function errorsOf(service: string): ReadonlyMap<string, Structure> {
  const errors = new Map<string, Structure>();
  for (const raw of exportsOf(service))
    if (isRaw(raw) && raw[0] === -3) errors.set(raw[2], read(raw) as Structure);
  return errors;
}

function exportsOf(service: string): unknown[] {
  return Object.values(require(`@aws-sdk/client-${packages[service] ?? service}`));
}

type Raw = readonly [kind: number, namespace: string, name: string, ...rest: unknown[]];
type RawOperation = readonly [9, string, string, unknown, unknown, unknown];

function isRaw(value: unknown): value is Raw {
  return Array.isArray(value) && value.length >= 4 && typeof value[1] === 'string';
}

function structure(reference: unknown): Structure {
  const shape = read(reference);
  // An operation without input or output names the unit type.
  if (shape.kind === 'structure') return shape;
  return { kind: 'structure', name: 'Unit', traits: {}, members: new Map(), required: [] };
}

function read(reference: unknown): Shape {
  const schema = typeof reference === 'function' ? (reference() as unknown) : reference;
  if (typeof schema === 'number') return readNumber(schema);
  if (!isRaw(schema)) return { kind: 'document', traits: {} };
  const [kind, , name, traits, first, second, third] = schema;
  switch (kind) {
    case 0:
      return { ...read(first), name, traits: readTraits(traits) } as Shape;
    case 1:
      return { kind: 'list', name, item: member(first) };
    case 2:
      return { kind: 'map', name, value: member(second) };
    default: {
      const names = first as readonly string[];
      const schemas = second as readonly unknown[];
      return {
        kind: 'structure',
        name,
        traits: readTraits(traits),
        members: new Map(names.map((key, i) => [key, member(schemas[i])])),
        required: names.slice(0, (third as number | undefined) ?? 0),
      };
    }
  }
}

function member(reference: unknown): Member {
  if (Array.isArray(reference) && !isRaw(reference))
    return { shape: () => read(reference[0]), traits: readTraits(reference[1]) };
  return { shape: () => read(reference), traits: {} };
}

const scalars: Readonly<Record<number, ScalarKind>> = {
  0: 'string',
  1: 'number',
  2: 'boolean',
  4: 'timestamp',
  5: 'date-time',
  6: 'http-date',
  7: 'epoch',
  15: 'document',
  17: 'number',
  19: 'number',
  21: 'blob',
  42: 'stream',
};

function readNumber(code: number): Shape {
  const inner: Member = { shape: () => readNumber(code & 63), traits: {} };
  if (code & 128) return { kind: 'map', value: inner };
  if (code & 64) return { kind: 'list', item: inner };
  return { kind: scalars[code] ?? 'document', traits: {} };
}

const bits = [
  'httpLabel',
  'idempotent',
  'idempotencyToken',
  'sensitive',
  'httpPayload',
  'httpResponseCode',
  'httpQueryParams',
];

function readTraits(traits: unknown): Traits {
  if (typeof traits === 'object' && traits !== null) return traits as Traits;
  const mask = Number(traits ?? 0);
  return Object.fromEntries(bits.filter((_, i) => (mask >> i) & 1).map((name) => [name, 1]));
}

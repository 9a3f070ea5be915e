import path from 'node:path';
import { services } from '../../lib/local/services';
import {
  type Member,
  type OperationSchema,
  operationsOf,
  type Shape,
  type Structure,
} from './sdk-schemas';

/** Of services this large only what is implemented is in the table; a test says when that has grown. */
const trimmed = ['cloudfront', 'iam', 'logs', 's3', 'ssm'];

/** Of these the method and address tell the operation, and members travel in address, headers and body. */
const rest = ['cloudfront', 's3', 'scheduler'];

/** Of these the replies too are put together from headers and XML. */
const xml = ['cloudfront', 's3'];

export function tableFile(service: string): string {
  return path.join(__dirname, '../../lib/local/generated', `${service}.json`);
}

/**
 * Makes the table of a service's shapes that lib/local decodes and checks requests with. Only what is read at run
 * time is in it: the inputs, of REST services how they are addressed, and of those that speak XML the outputs too.
 */
export function shapeTable(service: string): string {
  const implemented = services.find(({ name }) => name === service)?.operations ?? {};
  const builder = new TableBuilder(rest.includes(service), xml.includes(service));
  for (const operation of operationsOf(service).values())
    builder.add(operation, !trimmed.includes(service) || operation.name in implemented);
  return print(builder.table());
}

/** One line an operation and a shape, so that a change shows as what it is. */
function print(table: { readonly [section: string]: Entry }): string {
  const sections = Object.entries(table).map(([section, entries]) => {
    const lines = Object.entries(entries).map(
      ([key, e]) => `${JSON.stringify(key)}: ${JSON.stringify(e)}`,
    );
    return `"${section}": {\n${lines.join(',\n')}\n}`;
  });
  return `{\n${sections.join(',\n')}\n}\n`;
}

type Entry = Record<string, unknown>;

class TableBuilder {
  private readonly operations: Entry = {};
  private readonly shapes: Entry = {};

  constructor(
    private readonly withAddresses: boolean,
    private readonly withOutputs: boolean,
  ) {}

  /** What is not implemented a REST service still has to recognise, by method and address, to refuse it by name. */
  add({ name, http, input, output }: OperationSchema, implemented: boolean): void {
    if (!implemented && !this.withAddresses) return;
    this.operations[name] = {
      ...(implemented && { input: this.structure(input) }),
      ...(this.withOutputs && implemented && { output: this.structure(output) }),
      ...(this.withAddresses && { http }),
      ...(this.withOutputs && {
        bucket: input.members.has('Bucket'),
        query: input.required.flatMap((key) => input.members.get(key)?.traits.httpQuery ?? []),
      }),
    };
  }

  table(): { readonly [section: string]: Entry } {
    return { operations: sorted(this.operations), shapes: sorted(this.shapes) };
  }

  private structure(shape: Structure): string {
    if (!(shape.name in this.shapes)) {
      const entry: Entry = {};
      this.shapes[shape.name] = entry;
      const members = [...shape.members].map(([key, member]) => [key, this.member(member)]);
      if (shape.required.length > 0) entry.required = shape.required;
      if (this.withOutputs && shape.traits.xmlName) entry.xmlName = shape.traits.xmlName;
      entry.members = Object.fromEntries(members);
    }
    return shape.name;
  }

  private member({ shape, traits }: Member): unknown {
    const type = this.type(shape());
    const kept = this.withAddresses ? keptTraits(traits) : {};
    return Object.keys(kept).length > 0 ? { type, ...kept } : type;
  }

  private type(shape: Shape): unknown {
    switch (shape.kind) {
      case 'structure':
        return `#${this.structure(shape)}`;
      case 'list':
        return { list: this.member(shape.item) };
      case 'map':
        return { map: this.member(shape.value) };
      default:
        return shape.kind;
    }
  }
}

const traitNames = [
  'httpHeader',
  'httpQuery',
  'httpPrefixHeaders',
  'httpPayload',
  'httpLabel',
  'xmlName',
  'xmlFlattened',
  'xmlAttribute',
];

function keptTraits(traits: Readonly<Record<string, unknown>>): Entry {
  return Object.fromEntries(
    traitNames.filter((name) => name in traits).map((name) => [name, traits[name]]),
  );
}

function sorted(entries: Entry): Entry {
  return Object.fromEntries(Object.entries(entries).sort(([a], [b]) => (a < b ? -1 : 1)));
}

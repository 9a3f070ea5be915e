import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { ServiceError } from '../base/service-error';
import { fieldsOf } from '../values/fields';
import { bindingsOf, type ShapeMember, type ShapeTable, type ShapeType, typeOf } from './shapes';

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  htmlEntities: true,
});

/** A text, or elements and lists of them by their names. */
type Node = unknown;

/** Reads a document's root element as the shape says. @throws MalformedXML */
export function readXml(text: string, type: ShapeType, table: ShapeTable): unknown {
  // No request needs a document type, and entities of one's own only do harm.
  if (/<!DOCTYPE/i.test(text) || XMLValidator.validate(text) !== true) throw malformed();
  const document = fieldsOf(parser.parse(text));
  const root = Object.entries(document).find(([name]) => name !== '?xml')?.[1];
  if (root === undefined) throw malformed();
  return read(root, type, table);
}

function malformed(): ServiceError {
  return new ServiceError(
    'MalformedXML',
    'The XML you provided was not well-formed or did not validate against our published schema',
  );
}

function read(node: Node, type: ShapeType, table: ShapeTable): unknown {
  if (typeof type === 'object') {
    if ('map' in type) throw malformed();
    const inner = bindingsOf(type.list).xmlName ?? 'member';
    return readList(childrenOf(node, inner), type.list, table);
  }
  if (!type.startsWith('#')) return scalar(textOf(node), type);
  const entries = Object.entries(table.shapes[type.slice(1)]?.members ?? {}).flatMap(
    ([name, member]) => {
      const value = readMember(node, name, member, table);
      return value === undefined ? [] : [[name, value] as const];
    },
  );
  return Object.fromEntries(entries);
}

function readMember(node: Node, name: string, member: ShapeMember, table: ShapeTable): unknown {
  const { xmlName = name, xmlFlattened, xmlAttribute } = bindingsOf(member);
  const type = typeOf(member);
  const children = childrenOf(node, xmlAttribute ? `@${xmlName}` : xmlName);
  if (children.length === 0) return undefined;
  if (xmlFlattened && typeof type === 'object' && 'list' in type)
    return readList(children, type.list, table);
  return read(children[0] ?? '', type, table);
}

function readList(nodes: readonly Node[], item: ShapeMember, table: ShapeTable): unknown[] {
  return nodes.map((node) => read(node, typeOf(item), table));
}

function childrenOf(node: Node, name: string): readonly Node[] {
  const fields = fieldsOf(node);
  return Object.hasOwn(fields, name) ? [fields[name] ?? []].flat() : [];
}

function textOf(node: Node): string {
  if (typeof node === 'string') return node;
  const text = fieldsOf(node)['#text'];
  return typeof text === 'string' ? text : '';
}

function scalar(text: string, type: string): unknown {
  switch (type) {
    case 'number': {
      const number = Number(text.trim());
      if (text.trim() === '' || Number.isNaN(number)) throw malformed();
      return number;
    }
    case 'boolean':
      return text.trim().toLowerCase() === 'true';
    case 'timestamp':
    case 'date-time':
    case 'http-date':
    case 'epoch': {
      const date = new Date(text.trim());
      if (Number.isNaN(date.getTime())) throw malformed();
      return date;
    }
    case 'blob':
      return Buffer.from(text, 'base64');
    default:
      return text;
  }
}

/** Writes a value as the shape says, as one element. Members that are bound to headers are not part of it. */
export function writeXml(
  name: string,
  value: unknown,
  type: ShapeType,
  table: ShapeTable,
  attributes = '',
): string {
  if (value === undefined || value === null) return '';
  return `<${name}${attributes}>${content(value, type, table)}</${name}>`;
}

function content(value: unknown, type: ShapeType, table: ShapeTable): string {
  if (typeof type === 'object') {
    const item = 'list' in type ? type.list : type.map;
    return items(value, bindingsOf(item).xmlName ?? 'member', item, table);
  }
  if (!type.startsWith('#')) return escapeXml(scalarText(value, type));
  return Object.entries(table.shapes[type.slice(1)]?.members ?? {})
    .map(([name, member]) => writeMember(name, member, value, table))
    .join('');
}

function writeMember(name: string, member: ShapeMember, owner: unknown, table: ShapeTable): string {
  const {
    xmlName = name,
    xmlFlattened,
    httpHeader,
    httpPrefixHeaders,
    xmlAttribute,
  } = bindingsOf(member);
  if (httpHeader || httpPrefixHeaders || xmlAttribute) return '';
  const value = fieldsOf(owner)[name];
  const type = typeOf(member);
  if (xmlFlattened && typeof type === 'object' && 'list' in type)
    return items(value ?? [], xmlName, type.list, table);
  return writeXml(xmlName, value, type, table);
}

function items(value: unknown, name: string, item: ShapeMember, table: ShapeTable): string {
  const list: readonly unknown[] = Array.isArray(value) ? value : [];
  return list.map((inner) => writeXml(name, inner, typeOf(item), table)).join('');
}

function scalarText(value: unknown, type: string): string {
  if (value instanceof Date)
    return type === 'http-date' ? value.toUTCString() : value.toISOString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  return String(value);
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

/** Line ends and control characters become references, since a parser would change or refuse them. */
export function escapeXml(text: string): string {
  return text.replace(/[&<>"]|\p{Cc}/gu, (c) => {
    if (c === '\t' || c === '\n') return c;
    return entities[c] ?? `&#${c.charCodeAt(0)};`;
  });
}

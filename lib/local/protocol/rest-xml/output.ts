import { Readable } from 'node:stream';
import type { HttpReply } from '../../base/http';
import { bindingsOf, type ShapeTable, type StructureShape, typeOf } from '../shapes';
import { writeXml } from '../xml';

export const declaration = '<?xml version="1.0" encoding="UTF-8"?>\n';

type Output = Readonly<Record<string, unknown>>;

/** Puts an operation's output where the shape says each member goes: headers, XML or a stream. */
export function writeOutput(
  operation: string,
  output: Output,
  table: ShapeTable,
  namespace: string,
): HttpReply {
  const { output: shapeName = '', http } = table.operations[operation] ?? {};
  const shape = table.shapes[shapeName] ?? { members: {} };
  const headers = headersOf(output, shape);
  const body = bodyOf(output, shapeName, shape, table, ` xmlns="${namespace}"`);
  if (typeof body === 'string') {
    // A policy is handed out as it was put; everything else is XML.
    headers['content-type'] ??= body.startsWith('{') ? 'application/json' : 'application/xml';
  }
  return { status: http?.[2] ?? 200, headers, ...(body !== undefined && { body }) };
}

function headersOf(output: Output, { members }: StructureShape): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, member] of Object.entries(members)) {
    const value = output[name];
    const { httpHeader, httpPrefixHeaders } = bindingsOf(member);
    if (value === undefined || value === null) continue;
    if (httpHeader !== undefined) headers[httpHeader.toLowerCase()] = headerText(value);
    if (httpPrefixHeaders !== undefined)
      for (const [key, text] of Object.entries(value)) headers[`${httpPrefixHeaders}${key}`] = text;
  }
  return headers;
}

function headerText(value: unknown): string {
  return value instanceof Date ? value.toUTCString() : String(value);
}

function bodyOf(
  output: Output,
  shapeName: string,
  shape: StructureShape,
  table: ShapeTable,
  namespace: string,
): string | Readable | undefined {
  const payload = Object.entries(shape.members).find(
    ([, member]) => bindingsOf(member).httpPayload,
  );
  if (payload) {
    const [name, member] = payload;
    const type = typeOf(member);
    const value = output[name];
    if (value instanceof Readable || value === undefined) return value;
    if (type === 'stream' || type === 'string') return String(value);
    const root = bindingsOf(member).xmlName ?? name;
    return declaration + writeXml(root, value, type, table, namespace);
  }
  const inBody = Object.values(shape.members).some((member) => {
    const { httpHeader, httpPrefixHeaders } = bindingsOf(member);
    return httpHeader === undefined && httpPrefixHeaders === undefined;
  });
  if (!inBody) return undefined;
  return (
    declaration + writeXml(shape.xmlName ?? shapeName, output, `#${shapeName}`, table, namespace)
  );
}

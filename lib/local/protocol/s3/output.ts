import type { HttpReply } from '../../base/http';
import { declaration, writeOutput as writeRestXml } from '../rest-xml/output';
import type { ShapeTable } from '../shapes';
import { escapeXml } from '../xml';

const namespace = 'http://s3.amazonaws.com/doc/2006-03-01/';

/** As REST-XML has it, but for a part of an object, and for the one reply that is not wrapped as its shape says. */
export function writeOutput(
  operation: string,
  output: Readonly<Record<string, unknown>>,
  table: ShapeTable,
): HttpReply {
  const reply = writeRestXml(operation, output, table, namespace);
  if (operation === 'GetBucketLocation') return { ...reply, body: location(output) };
  return output.ContentRange === undefined ? reply : { ...reply, status: 206 };
}

function location({ LocationConstraint }: Readonly<Record<string, unknown>>): string {
  const text = escapeXml(String(LocationConstraint ?? ''));
  return `${declaration}<LocationConstraint xmlns="${namespace}">${text}</LocationConstraint>`;
}

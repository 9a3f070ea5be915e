import type { HttpRequest } from '../../base/http';
import { ServiceError } from '../../base/service-error';
import type { RestRoute } from '../rest-json/route';
import { bindingsOf, type ShapeMember, type ShapeTable, type ShapeType, typeOf } from '../shapes';
import { readXml } from '../xml';

/**
 * Gathers an operation's input from path, query, headers and an XML body, where the shape says that each member is.
 * @throws MalformedXML; MissingBody; InvalidArgument for a number that is none
 */
export function readInput(
  request: HttpRequest,
  { operation, labels }: RestRoute,
  table: ShapeTable,
): Record<string, unknown> {
  const shape = table.shapes[table.operations[operation]?.input ?? ''];
  const given = Object.entries(shape?.members ?? {}).map(
    ([name, member]) => [name, readMember(name, member, request, labels, table)] as const,
  );
  const input = Object.fromEntries(given.filter(([, value]) => value !== undefined));
  if (shape?.required?.some((name) => input[name] === undefined))
    throw new ServiceError('MissingBody', 'Request body is empty.');
  return input;
}

function readMember(
  name: string,
  member: ShapeMember,
  { query, headers, content }: HttpRequest,
  labels: RestRoute['labels'],
  table: ShapeTable,
): unknown {
  const { httpLabel, httpQuery, httpHeader, httpPayload } = bindingsOf(member);
  const type = typeOf(member);
  if (httpLabel) return labels[name];
  if (httpQuery !== undefined) return fromText(query.get(httpQuery) ?? undefined, type, name);
  if (httpHeader !== undefined)
    return fromText(headers[httpHeader.toLowerCase()]?.toString(), type, name);
  if (!httpPayload || content.length === 0) return undefined;
  return readXml(content.toString('utf8'), type, table);
}

function fromText(text: string | undefined, type: ShapeType, name: string): unknown {
  if (text === undefined || type !== 'number') return text;
  if (/^-?\d+$/.test(text)) return Number(text);
  throw new ServiceError('InvalidArgument', `The parameter ${name} is no number.`);
}

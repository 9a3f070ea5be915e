import type { HttpReply } from '../../base/http';
import { type Protocol, runOperation } from '../../base/service';
import { notImplemented, ServiceError } from '../../base/service-error';
import { writeJson } from '../json-output';
import { shapesOf } from '../shapes';
import { signatureRefused } from '../unauthorized';
import { readInput } from './input';
import { routeOf } from './route';

/**
 * AWS's REST-JSON: method and path tell the operation, and members travel in the path, the query, headers and a JSON
 * body, as the service's table of shapes says. Replies are JSON bodies: no service here has members in the headers of
 * a reply, or one that is the whole body (https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html).
 */
export const restJsonProtocol: Protocol = {
  streaming: false,
  async handle(request, service, context) {
    const table = shapesOf(service.name);
    const route = table && routeOf(request, table);
    const run = route && service.operations[route.operation];
    if (!run)
      throw notImplemented(service.name, route?.operation ?? `${request.method} ${request.path}`);
    const input = readInput(request, route, service.name, table);
    const output = await runOperation(service, route.operation, run, input, context);
    return reply(table.operations[route.operation]?.http?.[2] ?? 200, output ?? {});
  },
  failure: (error) =>
    reply(
      error.status,
      { Message: error.message, ...error.members },
      { 'x-amzn-errortype': error.code },
    ),
  unauthorized: (fault) => signatureRefused(fault, 403),
  denied: (words) => new ServiceError('AccessDeniedException', words, 403),
};

function reply(status: number, body: unknown, headers: Record<string, string> = {}): HttpReply {
  return {
    status,
    headers: { 'content-type': 'application/json', ...headers },
    body: writeJson(body),
  };
}

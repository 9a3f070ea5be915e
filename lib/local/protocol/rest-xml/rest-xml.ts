import type { HttpReply } from '../../base/http';
import { type Protocol, runOperation } from '../../base/service';
import { notImplemented, ServiceError } from '../../base/service-error';
import { fieldsOf } from '../../values/fields';
import { queryFault } from '../query';
import { routeOf } from '../rest-json/route';
import { shapesOf } from '../shapes';
import { escapeXml } from '../xml';
import { readInput } from './input';
import { declaration, writeOutput } from './output';

/**
 * AWS's REST-XML: method and path tell the operation, and members travel in the path, the query, headers and an XML body, as
 * the service's table of shapes says (https://smithy.io/2.0/aws/protocols/aws-restxml-protocol.html). S3 speaks its own.
 */
export function restXmlProtocol(namespace: string): Protocol {
  return {
    streaming: false,
    async handle(request, service, context) {
      const table = shapesOf(service.name);
      const route = table && routeOf(request, table);
      const run = route && service.operations[route.operation];
      if (!run)
        throw notImplemented(service.name, route?.operation ?? `${request.method} ${request.path}`);
      const input = readInput(request, route, table);
      const output = await runOperation(service, route.operation, run, input, context);
      return writeOutput(route.operation, fieldsOf(output), table, namespace);
    },
    failure: (error, requestId) => failure(error, requestId, namespace),
    unauthorized(fault) {
      const [code, message] = queryFault(fault);
      return new ServiceError(code, message, 403);
    },
    denied: (words) => new ServiceError('AccessDenied', words, 403),
  };
}

function failure(
  { code, message, status }: ServiceError,
  requestId: string,
  namespace: string,
): HttpReply {
  const type = status < 500 ? 'Sender' : 'Receiver';
  const error = `<Error><Type>${type}</Type><Code>${escapeXml(code)}</Code><Message>${escapeXml(message)}</Message></Error>`;
  const body = `${declaration}<ErrorResponse xmlns="${namespace}">${error}<RequestId>${requestId}</RequestId></ErrorResponse>`;
  return { status, headers: { 'content-type': 'text/xml' }, body };
}

import { NodeHttpHandler } from '@smithy/node-http-handler';
import { check, formatOf, operationAt, type WireResponse } from './referee';

interface WireRequest {
  readonly method?: string;
  readonly path?: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly query?: Readonly<Record<string, unknown>>;
}

/**
 * The SDK's own request handler, and behind it the referee: whatever a client of `machine.client()` is sent is checked
 * against AWS's schemas. S3 is looked at where its address names the operation.
 */
export class RefereeHandler extends NodeHttpHandler {
  override async handle(...args: Parameters<NodeHttpHandler['handle']>) {
    const result = await super.handle(...args);
    const [request] = args;
    const { service, operation } = askedBy(request as unknown as WireRequest);
    if (service && operation)
      await check(service, operation, result.response as unknown as WireResponse);
    return result;
  }
}

function askedBy({ headers, body, query, method = '', path = '' }: WireRequest) {
  const lower = Object.fromEntries(Object.entries(headers).map(([k, v]) => [k.toLowerCase(), v]));
  const service = /Credential=[^/]+\/\d+\/[^/]+\/([^/]+)\//.exec(lower.authorization ?? '')?.[1];
  if (service === undefined) return {};
  switch (formatOf(service)) {
    case 'json':
      return { service, operation: lower['x-amz-target']?.split('.').at(-1) };
    case 'rest-json':
    case 'rest-xml':
      return { service, operation: operationAt(service, method, path) };
    case 'query':
      return { service, operation: new URLSearchParams(String(body)).get('Action') ?? undefined };
    default:
      return { service, operation: query?.['x-id'] as string | undefined };
  }
}

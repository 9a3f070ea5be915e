import type { HttpReply } from '../base/http';
import { type Protocol, runOperation } from '../base/service';
import { notImplemented, ServiceError } from '../base/service-error';
import { absenceOf } from './absent';
import { parseJson, readJson } from './json-input';
import { writeJson } from './json-output';
import { shapesOf } from './shapes';
import { signatureRefused } from './unauthorized';

/**
 * AWS JSON 1.1: `X-Amz-Target: <prefix>.<Operation>`, timestamps as epoch seconds.
 * @param target the prefix, such as CodePipeline_20150709
 * @param maxContentBytes where requests may be larger than usual
 */
export function jsonProtocol(target: string, maxContentBytes?: number): Protocol {
  return {
    streaming: false,
    ...(maxContentBytes !== undefined && { maxContentBytes }),
    async handle(request, service, context) {
      const [prefix, operation = ''] = String(request.headers['x-amz-target'] ?? '').split('.');
      const run = Object.hasOwn(service.operations, operation)
        ? service.operations[operation]
        : undefined;
      if (prefix !== target || !run) throw notImplemented(service.name, operation || '?');
      const input = readInput(request.content, service.name, operation);
      const output = await runOperation(service, operation, run, input, context);
      return reply(200, output ?? {});
    },
    failure: (error) =>
      reply(
        error.status,
        { __type: error.code, message: error.message, ...error.members },
        { 'x-amzn-errortype': error.code },
      ),
    unauthorized: (fault) => signatureRefused(fault, 400),
    denied: (words) => new ServiceError('AccessDeniedException', words),
  };
}

function readInput(content: Buffer, service: string, operation: string): unknown {
  const input = content.length === 0 ? {} : parseJson(content);
  const table = shapesOf(service);
  const shape = table?.operations[operation]?.input;
  if (!table || shape === undefined) throw notImplemented(service, operation);
  return readJson(input, `#${shape}`, table, absenceOf(service, 'ValidationException'));
}

function reply(status: number, body: unknown, headers: Record<string, string> = {}): HttpReply {
  return {
    status,
    headers: { 'content-type': 'application/x-amz-json-1.1', ...headers },
    body: writeJson(body),
  };
}

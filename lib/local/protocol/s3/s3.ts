import type { HttpRequest } from '../../base/http';
import { type Protocol, runOperation } from '../../base/service';
import { notImplemented, ServiceError } from '../../base/service-error';
import type { SignatureFault } from '../../base/signature';
import { type Fields, fieldsOf } from '../../values/fields';
import { shapesOf } from '../shapes';
import { escapeXml } from '../xml';
import { readInput } from './input';
import { writeOutput } from './output';
import { routeOf } from './route';

const faults: Readonly<Record<SignatureFault, readonly [string, string, number]>> = {
  missing: ['AccessDenied', 'Access Denied', 403],
  unknownKey: [
    'InvalidAccessKeyId',
    'The AWS Access Key Id you provided does not exist in our records.',
    403,
  ],
  badToken: ['InvalidToken', 'The provided token is malformed or otherwise invalid.', 400],
  expiredToken: ['ExpiredToken', 'The provided token has expired.', 400],
  skewed: [
    'RequestTimeTooSkewed',
    'The difference between the request time and the current time is too large.',
    403,
  ],
  mismatch: [
    'SignatureDoesNotMatch',
    'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
    403,
  ],
};

/** S3's own REST-XML: the operation is told by method and address, and bodies are streams. */
export const s3Protocol: Protocol = {
  streaming: true,
  screen: checkPayloadHash,
  async handle(request, service, context) {
    const table = shapesOf('s3');
    if (!table) throw notImplemented('s3', `${request.method} ${request.path}`);
    const route = routeOf(request, table);
    const run = service.operations[route.operation];
    if (!run) throw notImplemented('s3', route.operation);
    const input = await readInput(request, route, table);
    const output = await runOperation(service, route.operation, run, input, context);
    return writeOutput(route.operation, fieldsOf(output), table);
  },
  failure(error, requestId) {
    const { deleteMarker, ETag, Region, ...members } = textsOf(error.members);
    return {
      status: error.status,
      headers: {
        'content-type': 'application/xml',
        'x-amz-request-id': requestId,
        ...(ETag !== undefined && { etag: ETag }),
        ...(Region !== undefined && { 'x-amz-bucket-region': Region }),
        ...(deleteMarker !== undefined && {
          'x-amz-delete-marker': 'true',
          'x-amz-version-id': deleteMarker,
        }),
      },
      body: errorXml(error, { ...members, Region, RequestId: requestId, HostId: 'localhost' }),
    };
  },
  unauthorized(fault) {
    const [code, message, status] = faults[fault];
    return new ServiceError(code, message, status);
  },
  denied: (words) => new ServiceError('AccessDenied', words, 403),
};

function textsOf(members: Fields): Readonly<Record<string, string | undefined>> {
  const texts = Object.entries(members).map(
    ([name, value]) => [name, value === undefined ? undefined : String(value)] as const,
  );
  return Object.fromEntries(texts);
}

/** Only who signs the address may leave it out. */
function checkPayloadHash({ headers }: HttpRequest): void {
  const hash = headers['x-amz-content-sha256'];
  if (headers.authorization === undefined) return;
  if (hash === undefined)
    throw new ServiceError(
      'InvalidRequest',
      'Missing required header for this request: x-amz-content-sha256',
    );
  if (!/^(UNSIGNED-PAYLOAD|STREAMING-[A-Z0-9-]+|[0-9a-f]{64})$/.test(String(hash)))
    throw new ServiceError(
      'InvalidArgument',
      'x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-UNSIGNED-PAYLOAD-TRAILER, STREAMING-AWS4-HMAC-SHA256-PAYLOAD, STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER, STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD, STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD-TRAILER or a valid sha256 value.',
      400,
      { ArgumentName: 'x-amz-content-sha256', ArgumentValue: String(hash) },
    );
}

function errorXml(
  { code, message }: ServiceError,
  members: Readonly<Record<string, string | undefined>>,
): string {
  const inner = Object.entries({ Code: code, Message: message, ...members })
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `<${name}>${escapeXml(String(value))}</${name}>`)
    .join('');
  return `<?xml version="1.0" encoding="UTF-8"?>\n<Error>${inner}</Error>`;
}

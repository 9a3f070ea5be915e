import { readContent } from '../base/content';
import type { HttpReply, HttpRequest } from '../base/http';
import type { Service } from '../base/service';
import { ServiceError } from '../base/service-error';
import { checkSignature, readClaim, sha256Hex } from '../base/signature';
import { jsonProtocol } from '../protocol/json';
import { queryProtocol } from '../protocol/query';
import type { Machine } from './machine';

/** For services that are not here: a client can only read an answer in the protocol it asked in. */
const [unknownJson, unknownQuery] = [jsonProtocol(''), queryProtocol({ namespace: '' })];

/** Unsigned, for who starts and stops servers: whether this one is the one that is meant. */
export const identityPath = '/_server';

/** Answers one request. Never throws: what goes wrong is answered in the protocol of the service that was asked. */
export async function dispatch(
  request: HttpRequest,
  machine: Machine,
  onBug: (error: unknown) => void,
): Promise<HttpReply> {
  const claim = readClaim(request);
  const oldStyle = claim === undefined && isVersion2(request);
  const service = machine.service(oldStyle ? 's3' : (claim?.service ?? ''));
  const isForm = String(request.headers['content-type']).startsWith(
    'application/x-www-form-urlencoded',
  );
  const protocol = service?.protocol ?? (isForm ? unknownQuery : unknownJson);
  try {
    const host = hostOf(request);
    const routes = machine.services.flatMap((s) => s.routes ?? []);
    // What is signed is for the service that signed it, whatever a bucket is called that stands before the host's name.
    const page = claim ? undefined : routes.find((r) => r.host && host.endsWith(r.host));
    if (page) return await page.handle(request, machine);
    refuseBrowsers(request);
    if (request.path === identityPath) return identity(machine);
    const route = routes.find((r) => !r.host && request.path.startsWith(r.prefix));
    if (route) return await route.handle(request, machine);
    if (oldStyle) throw version2Refused();
    if (!claim) throw protocol.unauthorized('missing');
    if (!service)
      throw new ServiceError(
        'UnknownServiceException',
        `${claim.service} is not on this machine`,
        501,
      );
    return await handleSigned(request, service, machine);
  } catch (error) {
    return protocol.failure(asServiceError(error, onBug), crypto.randomUUID());
  }
}

/** The signatures before version 4, which version 1 of the AWS CLI still presigns S3's addresses with. */
function isVersion2({ headers, query }: HttpRequest): boolean {
  return query.has('AWSAccessKeyId') || (headers.authorization ?? '').startsWith('AWS ');
}

function version2Refused(): ServiceError {
  return new ServiceError(
    'InvalidRequest',
    'The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.',
  );
}

function identity(machine: Machine): HttpReply {
  const body = JSON.stringify({ root: machine.store.root, pid: process.pid });
  return { status: 200, headers: { 'content-type': 'application/json' }, body };
}

async function handleSigned(
  request: HttpRequest,
  service: Service,
  machine: Machine,
): Promise<HttpReply> {
  const claim = readClaim(request);
  if (!claim) throw service.protocol.unauthorized('missing');
  const full = service.protocol.streaming
    ? request
    : { ...request, content: await readContent(request, service.protocol.maxContentBytes) };
  service.protocol.screen?.(request);
  const result = checkSignature(
    claim,
    full,
    payloadHash(full, service),
    machine.credentials,
    machine.now(),
  );
  if ('fault' in result) throw service.protocol.unauthorized(result.fault);
  return service.protocol.handle(
    full,
    service,
    machine.context(result.credential.caller, claim.region),
  );
}

function payloadHash(request: HttpRequest, service: Service): string {
  if (!service.protocol.streaming) return sha256Hex(request.content);
  const inAddress = request.query.get('X-Amz-Content-Sha256');
  return String(request.headers['x-amz-content-sha256'] ?? inAddress ?? 'UNSIGNED-PAYLOAD');
}

/** A page in a browser must not be able to drive a server that runs commands. */
function refuseBrowsers(request: HttpRequest): void {
  const { headers } = request;
  const host = hostOf(request);
  const local =
    host === '127.0.0.1' || host === 'localhost' || host === '[::1]' || host.endsWith('.localhost');
  if (headers.origin !== undefined || !local) {
    throw new ServiceError(
      'AccessDeniedException',
      'This server answers only programs on this machine.',
      403,
    );
  }
}

function hostOf({ headers }: HttpRequest): string {
  return (headers.host ?? '').replace(/:\d+$/, '');
}

function asServiceError(error: unknown, onBug: (error: unknown) => void): ServiceError {
  if (error instanceof ServiceError) return error;
  onBug(error);
  return new ServiceError('InternalFailure', 'The emulator failed; its log says why.', 500);
}

import { Readable } from 'node:stream';
import { complaintsAbout, complaintsAboutError, type Format, type RawReply } from './complaints';
import { operationsOf } from './sdk-schemas';

/** What every SDK client has that the referee needs. */
interface Client {
  readonly middlewareStack: { add(middleware: never, options: never): void };
}

/** A reply as the SDK's request handlers give it. */
export interface WireResponse {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  body?: unknown;
}

const formats: Readonly<Record<string, Format>> = {
  cloudformation: 'query',
  cloudfront: 'rest-xml',
  iam: 'query',
  sts: 'query',
  s3: 's3',
  scheduler: 'rest-json',
};

export function formatOf(service: string): Format {
  return formats[service] ?? 'json';
}

/**
 * Makes a client check every reply, as it came over the wire, against AWS's own schemas: no unknown member, no
 * required one missing, every timestamp in its protocol's format, every error and its status documented. A reply
 * that breaks this rejects the call with `the referee: …`.
 *
 * `const ssm = refereed(new SSMClient(account.client()), 'ssm')`
 */
export function refereed<C extends Client>(client: C, service: string): C {
  const middleware =
    (next: (args: unknown) => Promise<{ response: WireResponse }>, { commandName = '' }) =>
    async (args: unknown) => {
      const result = await next(args);
      await check(service, commandName.replace(/Command$/, ''), result.response);
      return result;
    };
  const options = { step: 'deserialize', priority: 'low', name: 'referee', override: true };
  client.middlewareStack.add(middleware as never, options as never);
  return client;
}

const known = new Map<string, ReturnType<typeof operationsOf>>();

function knownOperations(service: string): ReturnType<typeof operationsOf> {
  const operations = known.get(service) ?? operationsOf(service);
  known.set(service, operations);
  return operations;
}

/** The operation of a REST service that is at this method and path. */
export function operationAt(service: string, method: string, path: string): string | undefined {
  return [...knownOperations(service).values()].find(({ http: [verb, uri] = ['', ''] }) => {
    const pattern = uri.replace(/\{\w+\}/g, '[^/]+');
    return verb === method && new RegExp(`^${pattern}$`).test(path);
  })?.name;
}

/** @throws Error that lists everything wrong with the reply */
export async function check(
  service: string,
  operationName: string,
  response: WireResponse,
): Promise<void> {
  const operation = knownOperations(service).get(operationName);
  const reply = await capture(response);
  const complaints =
    reply.status < 300 && operation
      ? complaintsAbout(operation, formatOf(service), reply)
      : complaintsAboutError(service, formatOf(service), reply);
  if (complaints.length > 0)
    throw new Error(`the referee: ${service}:${operationName}: ${complaints.join('; ')}`);
}

/** Reads a body and puts it back for whoever comes next. Payloads that stream are left alone. */
async function capture(response: WireResponse): Promise<RawReply> {
  const { statusCode: status, headers, body } = response;
  const type = headers['content-type'] ?? '';
  const shaped = /json|xml/.test(type) && !('x-amz-version-id' in headers && status === 206);
  if (!(body instanceof Readable) || !shaped) return { status, headers, body: undefined };
  const bytes = Buffer.concat(await body.toArray());
  response.body = Readable.from([bytes], { objectMode: false });
  return { status, headers, body: bytes.toString('utf8') };
}

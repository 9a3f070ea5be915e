import { createHash, createHmac } from 'node:crypto';
import http from 'node:http';
import { SignatureV4 } from '@smithy/signature-v4';
import { type TestMachine, testAccount, testRegion } from './machine';

/** The SDK's own hash, in the form its signer takes. */
export class Sha256 {
  private readonly hash;
  constructor(secret?: string | Uint8Array) {
    this.hash = secret === undefined ? createHash('sha256') : createHmac('sha256', secret);
  }
  update(data: string | Uint8Array): void {
    this.hash.update(data);
  }
  async digest(): Promise<Uint8Array> {
    return this.hash.digest();
  }
  reset(): void {}
}

export interface Reply {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: Buffer;
}

/** A request signed by hand, for what no SDK client here sends. Headers are sent as they are given. */
export async function sendSigned(
  machine: TestMachine,
  request: {
    readonly service: string;
    readonly method: string;
    readonly path: string;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: string | Buffer;
    readonly account?: string;
    readonly region?: string;
  },
): Promise<Reply> {
  const { service, method, path, body = '' } = request;
  const { credentials } = machine.client(request.account ?? testAccount);
  const signer = new SignatureV4({
    service,
    region: request.region ?? testRegion,
    credentials,
    sha256: Sha256 as never,
    uriEscapePath: service !== 's3',
    applyChecksum: false,
  });
  const headers = { host: `127.0.0.1:${machine.port}`, ...request.headers };
  const asked = new URL(path, 'http://127.0.0.1');
  const signed = await signer.sign({
    protocol: 'http:',
    hostname: '127.0.0.1',
    method,
    path: asked.search === '' ? path : asked.pathname,
    query: Object.fromEntries(asked.searchParams),
    headers,
    body,
  });
  return send(machine, method, path, signed.headers, body);
}

/** A request as it is. */
export function send(
  machine: TestMachine,
  method: string,
  path: string,
  headers: Readonly<Record<string, string>> = {},
  body: string | Buffer = '',
): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const options = { port: machine.port, host: '127.0.0.1', method, path, headers };
    const outgoing = http.request(options, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('end', () =>
        resolve({
          status: incoming.statusCode ?? 0,
          headers: incoming.headers,
          body: Buffer.concat(chunks),
        }),
      );
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

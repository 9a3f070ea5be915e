import { createHash, createHmac } from 'node:crypto';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { SignatureV4 } from '@smithy/signature-v4';

export interface Invalidated {
  readonly distribution: string;
  readonly paths: readonly string[];
  readonly reference: string;
}

/** Stands for CloudFront: takes invalidations that are signed for it, and answers as AWS documents CreateInvalidation. */
export class CloudFrontStandIn {
  readonly requests: Invalidated[] = [];
  /** How many requests are refused before one is taken. */
  refusals = 0;

  private constructor(
    private readonly server: http.Server,
    private readonly credentials: { accessKeyId: string; secretAccessKey: string },
  ) {}

  static async open(credentials: CloudFrontStandIn['credentials']): Promise<CloudFrontStandIn> {
    const server = http.createServer();
    const standIn = new CloudFrontStandIn(server, credentials);
    server.on('request', (request, response) => void standIn.answer(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return standIn;
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  close(): Promise<void> {
    return new Promise((resolve) => this.server.close(() => resolve()));
  }

  private async answer(
    request: http.IncomingMessage,
    response: http.ServerResponse,
  ): Promise<void> {
    let body = '';
    for await (const chunk of request.setEncoding('utf8')) body += chunk;
    const [, distribution] =
      /^\/2020-05-31\/distribution\/([^/]+)\/invalidation$/.exec(request.url ?? '') ?? [];
    if (distribution === undefined || request.method !== 'POST')
      return refuse(response, 404, 'NoSuchResource');
    if (!(await this.isSigned(request, body)))
      return refuse(response, 403, 'SignatureDoesNotMatch');
    if (this.refusals > 0) {
      this.refusals -= 1;
      return refuse(response, 400, 'TooManyInvalidationsInProgress');
    }
    const paths = [...body.matchAll(/<Path>([^<]*)<\/Path>/g)].map(([, path = '']) => path);
    const [, quantity] = /<Quantity>(\d+)<\/Quantity>/.exec(body) ?? [];
    if (Number(quantity) !== paths.length) return refuse(response, 400, 'InconsistentQuantities');
    const [, reference = ''] = /<CallerReference>([^<]*)<\/CallerReference>/.exec(body) ?? [];
    this.requests.push({ distribution, paths, reference });
    response.writeHead(201, { 'content-type': 'text/xml' });
    response.end(
      `<?xml version="1.0"?><Invalidation><Id>I${this.requests.length}</Id></Invalidation>`,
    );
  }

  /** CloudFront is signed for in us-east-1, wherever the caller is. */
  private async isSigned(
    { headers, method = '', url = '' }: http.IncomingMessage,
    body: string,
  ): Promise<boolean> {
    const [, names = ''] = /SignedHeaders=([^,]+)/.exec(headers.authorization ?? '') ?? [];
    const signer = new SignatureV4({
      credentials: this.credentials,
      region: 'us-east-1',
      service: 'cloudfront',
      applyChecksum: false,
      sha256: Sha256,
    });
    const time = String(headers['x-amz-date']).replace(
      /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/,
      '$1-$2-$3T$4:$5:$6Z',
    );
    const signed = await signer.sign(
      {
        method,
        protocol: 'http:',
        hostname: '127.0.0.1',
        path: url,
        headers: Object.fromEntries(names.split(';').map((name) => [name, String(headers[name])])),
        body,
      },
      { signingDate: new Date(time) },
    );
    return signed.headers.authorization === headers.authorization;
  }
}

function refuse(response: http.ServerResponse, status: number, code: string): void {
  response.writeHead(status, { 'content-type': 'text/xml' });
  response.end(
    `<ErrorResponse><Error><Code>${code}</Code><Message>${code}</Message></Error></ErrorResponse>`,
  );
}

class Sha256 {
  private readonly hash;
  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.hash =
      secret === undefined ? createHash('sha256') : createHmac('sha256', secret as string);
  }
  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.hash.update(data as string);
  }
  async digest(): Promise<Uint8Array> {
    return this.hash.digest();
  }
  reset(): void {}
}

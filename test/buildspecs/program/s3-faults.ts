import http from 'node:http';
import type { AddressInfo } from 'node:net';

/** What happens to one request or its answer on the way. */
export type S3Fault =
  | { readonly status: number; readonly code: string; readonly message: string }
  /** After so many bytes of what is stored or read the connection ends, or what is told happens to who asks. */
  | { readonly cut: 'request' | 'answer'; readonly after: number; readonly instead?: () => void }
  /** The answer is whole by its headers, and has fewer bytes. */
  | { readonly shorten: number };

export interface S3Faults {
  readonly endpoint: string;
  /** Such as `PUT bundles/…/manifest.json`, in order; faults included. */
  readonly asked: readonly string[];
  close(): Promise<void>;
}

/** As S3 says that it has had enough. */
export const slowDown: S3Fault = {
  status: 503,
  code: 'SlowDown',
  message: 'Please reduce your request rate.',
};

/**
 * Stands between a client and S3. Bodies pass as streams, and signatures stay as they are.
 * @param fault told what is asked for, and how often it was asked for before
 */
export async function standBeforeS3(
  endpoint: string,
  fault: (request: string, before: number) => S3Fault | undefined,
): Promise<S3Faults> {
  const asked: string[] = [];
  const server = http.createServer((incoming, outgoing) => {
    const [path = ''] = (incoming.url ?? '').split('?');
    const request = `${incoming.method} ${path.split('/').slice(2).join('/')}`;
    const before = asked.filter((one) => one === request).length;
    asked.push(request);
    const found = fault(request, before);
    if (found && 'status' in found) refuse(incoming, outgoing, found);
    else pass(endpoint, incoming, outgoing, found);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function refuse(
  incoming: http.IncomingMessage,
  outgoing: http.ServerResponse,
  { status, code, message }: Extract<S3Fault, { status: number }>,
): void {
  incoming.resume();
  outgoing.writeHead(status, { 'content-type': 'application/xml' });
  outgoing.end(`<Error><Code>${code}</Code><Message>${message}</Message></Error>`);
}

function pass(
  endpoint: string,
  incoming: http.IncomingMessage,
  outgoing: http.ServerResponse,
  fault: Exclude<S3Fault, { status: number }> | undefined,
): void {
  const { method, url, headers } = incoming;
  const { hostname, port } = new URL(endpoint);
  const onward = http.request({ hostname, port, method, path: url, headers }, (reply) => {
    const bytes = Number(reply.headers['content-length'] ?? 0);
    const length = fault && 'shorten' in fault && { 'content-length': bytes - fault.shorten };
    outgoing.writeHead(reply.statusCode ?? 502, { ...reply.headers, ...length });
    if (length) sendSome(reply, outgoing, length['content-length'], () => outgoing.end());
    else if (fault && 'cut' in fault && fault.cut === 'answer')
      sendSome(reply, outgoing, fault.after, () => outgoing.destroy());
    else reply.pipe(outgoing);
  });
  onward.on('error', () => outgoing.destroy());
  incoming.on('error', () => onward.destroy());
  if (fault && 'cut' in fault && fault.cut === 'request')
    sendSome(incoming, onward, fault.after, () => {
      if (fault.instead) return fault.instead();
      onward.destroy();
      outgoing.destroy();
    });
  else incoming.pipe(onward);
}

function sendSome(
  from: NodeJS.ReadableStream,
  to: NodeJS.WritableStream,
  bytes: number,
  then: () => void,
): void {
  let left = bytes;
  from.on('data', (chunk: Buffer) => {
    if (left <= 0) return;
    const piece = chunk.subarray(0, left);
    left -= piece.length;
    to.write(piece, () => {
      if (left <= 0) then();
    });
  });
}

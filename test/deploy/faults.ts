import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';

/**
 * What happens to one request in place of being passed on: `reset` before it arrives. It arrives with `lost`, whose answer does not
 * come, with `half`, whose answer ends in the middle, and after a while.
 */
export type Fault =
  | 'hang'
  | 'reset'
  | 'lost'
  | 'half'
  | { readonly afterMs: number }
  | { readonly status: number; readonly headers?: Record<string, string>; readonly body: string };

export interface Faults {
  /** Where the other side is, with faults. */
  readonly endpoint: string;
  /** What was asked, such as `ListPipelineExecutions`, `PUT shop-lock-ends` or `HEAD /bucket/key`, in order; faults included. */
  readonly asked: readonly string[];
  close(): Promise<void>;
}

/**
 * Stands between a client and an endpoint, as a network does. Passed on unchanged, a request keeps its signature,
 * which covers the address that the client believes to speak to.
 * @param fault told the operation and how often it was asked for before
 */
export async function standBetween(
  endpoint: string,
  fault: (operation: string, before: number) => Fault | undefined | Promise<Fault | undefined>,
): Promise<Faults> {
  const asked: string[] = [];
  const server = http.createServer((incoming, outgoing) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', async () => {
      const body = Buffer.concat(chunks);
      const operation = operationOf(incoming, body);
      const before = asked.filter((one) => one === operation).length;
      asked.push(operation);
      const found = await fault(operation, before);
      if (found === 'hang') return;
      if (found === 'reset') outgoing.destroy();
      else if (typeof found === 'object' && 'status' in found)
        outgoing.writeHead(found.status, found.headers ?? {}).end(found.body);
      else {
        if (typeof found === 'object') await setTimeout(found.afterMs);
        pass(endpoint, incoming, body, outgoing, typeof found === 'string' ? found : 'whole');
      }
    });
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

/** As a JSON service says that it has had enough. */
export const throttled: Fault = {
  status: 400,
  headers: { 'content-type': 'application/x-amz-json-1.1' },
  body: JSON.stringify({ __type: 'ThrottlingException', message: 'Rate exceeded' }),
};

/** As a JSON service says that a role lacks a right. */
export const denied: Fault = {
  status: 400,
  headers: { 'content-type': 'application/x-amz-json-1.1' },
  body: JSON.stringify({
    __type: 'AccessDeniedException',
    message: 'User: robin is not authorized to perform this action',
  }),
};

function operationOf({ headers, method, url }: http.IncomingMessage, body: Buffer): string {
  const target = headers['x-amz-target'];
  if (typeof target === 'string') return target.split('.').pop() ?? target;
  const schedule = /^\/schedules\/([^?]+)/.exec(url ?? '')?.[1];
  if (schedule !== undefined) return `${method} ${schedule}`;
  return new URLSearchParams(body.toString('utf8')).get('Action') ?? `${method} ${url}`;
}

function pass(
  endpoint: string,
  { method, url, headers }: http.IncomingMessage,
  body: Buffer,
  outgoing: http.ServerResponse,
  answer: 'whole' | 'half' | 'lost',
): void {
  const { hostname, port } = new URL(endpoint);
  const onward = http.request({ hostname, port, method, path: url, headers }, (reply) => {
    if (answer === 'lost') return reply.resume().once('close', () => outgoing.destroy());
    outgoing.writeHead(reply.statusCode ?? 502, reply.headers);
    if (answer === 'half') return breakOff(reply, outgoing);
    return reply.pipe(outgoing);
  });
  onward.on('error', () => outgoing.destroy());
  onward.end(body);
}

/** Sends the first half of what came, and hangs up. */
function breakOff(reply: http.IncomingMessage, outgoing: http.ServerResponse): void {
  const chunks: Buffer[] = [];
  reply.on('data', (chunk: Buffer) => chunks.push(chunk));
  reply.once('close', () => {
    const whole = Buffer.concat(chunks);
    outgoing.write(whole.subarray(0, whole.length / 2), () => outgoing.destroy());
  });
}

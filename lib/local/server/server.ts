import http from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Settings } from '../base/context';
import type { HttpReply, HttpRequest } from '../base/http';
import type { Service } from '../base/service';
import { services as allServices } from '../services';
import { fieldsOf } from '../values/fields';
import { dispatch } from './dispatch';
import { Machine } from './machine';
import { refuseBroken, refuseStalled } from './refuse';

export interface ServerOptions {
  readonly root: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly services?: readonly Service[];
  readonly settings?: Partial<Settings> | undefined;
  readonly now?: () => Date;
  readonly newId?: () => string;
  readonly onBug?: (error: unknown) => void;
  /** How long a request may send nothing before its end; 20 seconds unless told. */
  readonly bodyTimeoutMs?: number;
}

export interface Server {
  readonly port: number;
  readonly endpoint: string;
  readonly machine: Machine;
  /** Resolves when no service has work in progress. */
  idle(): Promise<void>;
  /** Stops answering at once; work in progress is left to `recover` of the next start. */
  close(): Promise<void>;
}

/**
 * Between two requests of a connection. Where it ends while this process is kept from its work, a request that has
 * arrived already is lost with the connection.
 */
const idleMs = 10 * 60_000;

/**
 * Serves AWS on 127.0.0.1. One server a root: the caller holds the lock (`lock.ts`).
 * @throws the listen error, such as EADDRINUSE
 */
export async function startServer(options: ServerOptions): Promise<Server> {
  const onBug =
    options.onBug ?? ((error) => process.stderr.write(`${fieldsOf(error).stack ?? error}\n`));
  let port = options.port;
  const machine = new Machine({
    services: allServices,
    ...options,
    onBug,
    endpoint: () => `http://127.0.0.1:${port}`,
  });
  const listener = http.createServer({ keepAliveTimeout: idleMs }, (incoming, outgoing) => {
    refuseStalled(incoming, outgoing, options.bodyTimeoutMs ?? 20_000);
    answer(incoming, outgoing, machine, onBug).catch(onBug);
  });
  listener.on('clientError', refuseBroken);
  await new Promise<void>((resolve, reject) => {
    listener.once('error', reject);
    listener.listen(port, '127.0.0.1', resolve);
  });
  const address = listener.address();
  if (typeof address === 'object' && address !== null) port = address.port;
  await machine.recover();
  return {
    port,
    endpoint: `http://127.0.0.1:${port}`,
    machine,
    idle: () => machine.idle(),
    close: () =>
      new Promise((resolve) => {
        machine.close();
        listener.close(() => resolve());
        listener.closeAllConnections();
      }),
  };
}

async function answer(
  incoming: http.IncomingMessage,
  outgoing: http.ServerResponse,
  machine: Machine,
  onBug: (error: unknown) => void,
): Promise<void> {
  await machine.ready();
  // Not by URL, which would resolve `..` and `//`: both are parts of S3 keys, and signed as they are sent.
  const [path = '/', query = ''] = splitAtFirst(incoming.url ?? '/', '?');
  const request: HttpRequest = {
    method: incoming.method ?? 'GET',
    path,
    query: new URLSearchParams(query),
    headers: incoming.headers,
    body: incoming,
    content: Buffer.alloc(0),
  };
  const reply = await dispatch(request, machine, onBug);
  // What a refused client still sends is dropped: it reads the answer only afterwards.
  incoming.resume();
  await send(reply, outgoing, machine.now());
}

function splitAtFirst(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + separator.length)];
}

async function send(reply: HttpReply, outgoing: http.ServerResponse, now: Date): Promise<void> {
  if (outgoing.headersSent) {
    if (reply.body instanceof Readable) reply.body.destroy();
    return;
  }
  outgoing.writeHead(reply.status, {
    // By the clock that signatures are compared with: clients set theirs by it.
    date: now.toUTCString(),
    'x-amzn-requestid': crypto.randomUUID(),
    ...reply.headers,
  });
  if (!(reply.body instanceof Readable)) {
    outgoing.end(reply.body);
    return;
  }
  // A client that hangs up in the middle ends the stream; there is nobody left to tell.
  await pipeline(reply.body, outgoing).catch(() => outgoing.destroy());
}

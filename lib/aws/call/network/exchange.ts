import type {
  ClientRequest,
  IncomingMessage,
  OutgoingHttpHeaders,
  RequestOptions,
} from 'node:http';
import { agentsFor } from './agents';
import { userAgent } from './user-agent';

/** A request that is sent whole. */
export interface Question {
  readonly method: string;
  readonly headers: OutgoingHttpHeaders;
  readonly body?: string;
  /** After so much silence it ends with a `TimeoutError`. */
  readonly silenceMs: number;
  /** The file of certificates that a profile wants trusted. */
  readonly caBundle?: string | undefined;
}

/**
 * Sends a request once, whatever is answered. Not by `fetch`, whose first call compiles an HTTP client of its own: that
 * takes a program as long as its start, and again as long to end.
 */
export async function exchange(
  url: URL,
  { method, headers, body, silenceMs, caBundle }: Question,
): Promise<{ readonly reply: IncomingMessage; readonly text: string }> {
  const request = await requesterFor(url, caBundle);
  const reply = await new Promise<IncomingMessage>((resolve, reject) => {
    const outgoing = request({ method, headers });
    endWhenSilent(outgoing, silenceMs);
    outgoing.once('response', resolve).once('error', reject).end(body);
  });
  let text = '';
  for await (const chunk of reply.setEncoding('utf8')) text += chunk;
  return { reply, text };
}

/** Makes requests of an address, by the way that its host is reached by. */
export async function requesterFor(
  url: URL,
  caBundle: string | undefined,
): Promise<(options: RequestOptions) => ClientRequest> {
  // Each of the two takes a while to load.
  const http = url.protocol === 'http:' ? import('node:http') : import('node:https');
  const [{ request }, { httpAgent, httpsAgent }] = await Promise.all([
    http,
    agentsFor(url, caBundle),
  ]);
  const agent = url.protocol === 'http:' ? httpAgent : httpsAgent;
  return (options) =>
    request(url, {
      ...options,
      headers: { 'user-agent': userAgent, ...options.headers },
      ...(agent && { agent }),
    });
}

export function endWhenSilent(outgoing: ClientRequest, silenceMs: number): void {
  let connected = false;
  const end = () =>
    outgoing.destroy(Object.assign(new Error('no answer'), { name: 'TimeoutError' }));
  // Timers come before what has arrived: in a process that was busy for so long, an answer may be there unread.
  outgoing.setTimeout(silenceMs).on('timeout', () => {
    const read = outgoing.socket?.bytesRead;
    setImmediate(() => outgoing.socket?.bytesRead === read && end());
  });
  // That begins only once there is a connection, which an address that drops everything never gives.
  const connecting = setTimeout(() => setImmediate(() => connected || end()), silenceMs);
  const isConnected = () => {
    connected = true;
    clearTimeout(connecting);
  };
  outgoing.once('close', isConnected).once('socket', (socket) => {
    if (socket.connecting) socket.once('connect', isConnected);
    else isConnected();
  });
}

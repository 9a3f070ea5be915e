import type { ClientRequest, IncomingMessage, OutgoingHttpHeaders } from 'node:http';

/** A request that is sent whole. */
export interface Question {
  readonly method: 'GET' | 'POST';
  readonly headers: OutgoingHttpHeaders;
  readonly body?: string;
  /** After so much silence it ends with a `TimeoutError`. */
  readonly silenceMs: number;
}

/**
 * Sends a request once, whatever is answered. Not by `fetch`, whose first call compiles an HTTP client of its own: that
 * takes a program as long as its start, and again as long to end.
 */
export async function exchange(
  url: URL,
  { method, headers, body, silenceMs }: Question,
): Promise<{ readonly reply: IncomingMessage; readonly text: string }> {
  const { request } = await httpFor(url);
  const reply = await new Promise<IncomingMessage>((resolve, reject) => {
    const outgoing = request(url, { method, headers });
    endWhenSilent(outgoing, silenceMs);
    outgoing.once('response', resolve).once('error', reject).end(body);
  });
  let text = '';
  for await (const chunk of reply.setEncoding('utf8')) text += chunk;
  return { reply, text };
}

/** What speaks the address's protocol; each of the two takes a while to load. */
export function httpFor({
  protocol,
}: URL): Promise<Pick<typeof import('node:http'), 'get' | 'request'>> {
  return protocol === 'http:' ? import('node:http') : import('node:https');
}

export function endWhenSilent(outgoing: ClientRequest, silenceMs: number): void {
  outgoing.setTimeout(silenceMs, () =>
    outgoing.destroy(Object.assign(new Error('no answer'), { name: 'TimeoutError' })),
  );
}

import { randomBytes, timingSafeEqual } from 'node:crypto';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { htmlOf } from './html';
import type { PageData } from './page/common/data';

/** What the console shows, and how it is told of changes. */
export interface ConsoleSource {
  /** What there is to show now. */
  data(): Promise<PageData>;
  /** Calls back each time that there is something new, until it is aborted. It need not look while nobody watches. */
  watch(tell: (data: PageData) => void, watching: Watching): void;
}

/** Whether somebody watches, and until when. */
export interface Watching {
  readonly isWatched: () => boolean;
  readonly signal: AbortSignal;
}

/** A console that runs. */
export interface Console {
  readonly address: string;
  close(): Promise<void>;
}

const cookieName = 'gitenv-console';

/**
 * Serves the page on this machine alone, to the one browser that asks first: others, such as other users of the machine or a page
 * of the web that has found the port, are refused. It changes nothing, whatever it is asked.
 * @param folder where the build has put the page's parts
 * @param port 0 for any that is free
 * @throws NodeJS.ErrnoException EADDRINUSE, EACCES
 */
export async function serveConsole(
  source: ConsoleSource,
  folder: string,
  port: number,
): Promise<Console> {
  const desk = new FrontDesk();
  const ended = new AbortController();
  const streams = new Set<http.ServerResponse>();
  const server = http.createServer((request, response) => {
    answer(request, response, { source, folder, desk, streams, signal: ended.signal }).catch(
      (error: unknown) => response.destroy(error instanceof Error ? error : undefined),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', resolve);
  });
  desk.port = (server.address() as AddressInfo).port;
  const tell = (data: PageData) => {
    for (const stream of streams) send(stream, data);
  };
  source.watch(tell, { isWatched: () => streams.size > 0, signal: ended.signal });
  const close = async () => {
    ended.abort();
    for (const stream of streams) stream.end();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { address: `http://127.0.0.1:${desk.port}/`, close };
}

/** Who may come in. */
class FrontDesk {
  port = 0;
  private readonly token = randomBytes(32).toString('base64url');
  private isTaken = false;

  /** A name that others have pointed to this machine is not ours, nor is a page of theirs that sends its reader here. */
  isMeant({ headers }: http.IncomingMessage): boolean {
    const hosts = [`127.0.0.1:${this.port}`, `localhost:${this.port}`];
    if (!hosts.includes(headers.host ?? '')) return false;
    if (headers.origin !== undefined && !hosts.includes(headers.origin.replace('http://', '')))
      return false;
    return !['cross-site', 'same-site'].includes(`${headers['sec-fetch-site'] ?? 'none'}`);
  }

  isKnown({ headers }: http.IncomingMessage): boolean {
    const cookies = (headers.cookie ?? '').split(/; */);
    const wanted = Buffer.from(`${cookieName}=${this.token}`);
    return cookies.some((one) => {
      const given = Buffer.from(one);
      return given.length === wanted.length && timingSafeEqual(given, wanted);
    });
  }

  get isFree(): boolean {
    return !this.isTaken;
  }

  /** @returns the header that the first one is given, who comes in by it from then on */
  take(): string {
    this.isTaken = true;
    return `${cookieName}=${this.token}; HttpOnly; SameSite=Strict; Path=/`;
  }
}

interface Room {
  readonly source: ConsoleSource;
  readonly folder: string;
  readonly desk: FrontDesk;
  readonly streams: Set<http.ServerResponse>;
  readonly signal: AbortSignal;
}

const plainText = {
  'content-type': 'text/plain; charset=utf-8',
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
};

const taken =
  'Another browser has opened this console. End it with Ctrl-C and start gitenv console again.';

async function answer(
  request: http.IncomingMessage,
  response: http.ServerResponse,
  room: Room,
): Promise<void> {
  const refuse = (status: number, why: string) =>
    response.writeHead(status, plainText).end(`${why}\n`);
  const { desk } = room;
  if (!desk.isMeant(request)) return void refuse(403, 'This is not an address of gitenv console.');
  if (request.method !== 'GET') return void refuse(405, 'The console changes nothing.');
  const path = (request.url ?? '/').replace(/\?.*/, '');
  if (path !== '/' && path !== '/events') return void refuse(404, 'There is no such page.');
  const isKnown = desk.isKnown(request);
  if (!isKnown && !(desk.isFree && path === '/')) return void refuse(403, taken);
  if (path === '/events') return stream(request, response, room);
  const html = htmlOf({ data: await room.source.data(), isLive: true }, room.folder);
  // Whoever got nothing has not taken the place, and of two at once one comes too late.
  if (!isKnown && !desk.isFree) return void refuse(403, taken);
  const cookie = isKnown ? undefined : desk.take();
  response
    .writeHead(200, {
      'content-type': 'text/html; charset=utf-8',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'cache-control': 'no-store',
      ...(cookie !== undefined && { 'set-cookie': cookie }),
    })
    .end(html);
}

/** Server-sent events: each is the whole, so that a browser that was away misses nothing. */
async function stream(
  request: http.IncomingMessage,
  response: http.ServerResponse,
  { source, streams }: Room,
): Promise<void> {
  response.writeHead(200, {
    'content-type': 'text/event-stream',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  streams.add(response);
  request.once('close', () => streams.delete(response));
  send(response, await source.data());
}

function send(response: http.ServerResponse, data: PageData): void {
  response.write(`event: data\ndata: ${JSON.stringify(data)}\n\n`);
}

import type http from 'node:http';
import type https from 'node:https';
import type net from 'node:net';
import { HttpProxyAgent, HttpsProxyAgent } from 'hpagent';

/** What connects to a host, for the SDK and for the light call. Empty for Node's own. */
export interface Agents {
  readonly httpAgent?: http.Agent;
  readonly httpsAgent?: https.Agent;
}

type Connected = (error: Error | null, socket: net.Socket | null) => void;

interface Options {
  readonly keepAlive: boolean;
  /** For the host, and for a proxy that is spoken to by TLS. */
  readonly ca?: string;
}

/** Has a proxy connect to the host. It sees whom we speak to, and nothing of what is said by TLS. */
export function tunnelTo(url: URL, proxy: URL, options: Options): Agents {
  const { ca } = options;
  const given = { ...options, proxy, ...(ca && { proxyRequestOptions: { ca: [ca] } }) };
  return url.protocol === 'https:'
    ? { httpsAgent: naming(proxy, new HttpsProxyAgent(given)) }
    : { httpAgent: naming(proxy, new HttpProxyAgent(given)) };
}

/** What goes wrong between us and the proxy says so: nothing is wrong with the host then. */
function naming<T extends object>(proxy: URL, agent: T): T {
  const connecting = agent as T & { createConnection(options: object, done: Connected): void };
  const connect = connecting.createConnection.bind(agent);
  connecting.createConnection = (options, done) =>
    connect(options, (error, socket) => done(error && failureOf(proxy, error), socket));
  return agent;
}

function failureOf({ host }: URL, cause: Error & { readonly code?: string }): Error {
  return Object.assign(new Error(cause.message, { cause }), {
    code: cause.code ?? 'EPROXY',
    proxy: host,
  });
}

import { NodeHttpHandler } from '@smithy/node-http-handler';
import { agentsFor } from './network/agents';
import type { Agents } from './network/tunnel';
import { userAgentParts } from './network/user-agent';
import type { LookPatience } from './patience';
import { pauseAfter } from './retry';

/** Unless told to throw, the SDK only warns that no answer comes, and waits for ever. */
function timeouts(lookPatience: LookPatience | undefined) {
  const { silenceMs = 15_000 } = lookPatience ?? {};
  const connectionTimeout = Math.min(5000, silenceMs);
  return { connectionTimeout, requestTimeout: silenceMs, throwOnRequestTimeout: true };
}

/** What all clients of the SDK are made with, so that their calls go over the network as the light ones do. */
export function sdkSettings(caBundle: string | undefined, lookPatience?: LookPatience) {
  return {
    // Without this the SDK would take the endpoint of an unrelated AWS_PROFILE.
    ignoreConfiguredEndpointUrls: true,
    retryStrategy: retryStrategyOf(lookPatience),
    requestHandler: handlerFor(caBundle, lookPatience),
    customUserAgent: [userAgentParts],
  };
}

/** As the SDK wants it told: how often a request has been sent again, and how long to wait before the next time. */
const retryToken = (count: number, ms: number) => ({
  getRetryCount: () => count,
  getRetryDelay: () => ms,
});

const retryStrategyOf = (lookPatience: LookPatience | undefined) => ({
  mode: 'standard',
  acquireInitialRetryToken: async () => retryToken(0, 0),
  refreshRetryTokenForRetry: async (
    { getRetryCount }: ReturnType<typeof retryToken>,
    { error }: { readonly error?: unknown },
  ) => {
    const failed = getRetryCount() + 1;
    const ms = pauseAfter(error, failed, lookPatience === undefined);
    // The SDK throws its own error then.
    if (ms === undefined) throw new Error('not again');
    return retryToken(failed, ms);
  },
  recordSuccess: () => undefined,
});

type Handler = Pick<NodeHttpHandler, 'handle' | 'metadata' | 'destroy'>;

/** Each request goes the way that its host is reached by: the SDK's own handler knows one way for all. */
function handlerFor(caBundle: string | undefined, lookPatience: LookPatience | undefined): Handler {
  const handlers = new Map<Agents, NodeHttpHandler>();
  const handlerOf = async (url: URL): Promise<NodeHttpHandler> => {
    const agents = await agentsFor(url, caBundle);
    const handler =
      handlers.get(agents) ?? new NodeHttpHandler({ ...timeouts(lookPatience), ...agents });
    handlers.set(agents, handler);
    return handler;
  };
  return {
    metadata: { handlerProtocol: 'http/1.1' },
    handle: async (request, options) => {
      const { protocol, hostname, port } = request;
      const url = new URL(`${protocol}//${hostname}${port ? `:${port}` : ''}`);
      return (await handlerOf(url)).handle(request, options);
    },
    destroy: () => {
      for (const handler of handlers.values()) handler.destroy();
    },
  };
}

import { Readable } from 'node:stream';
import { serviceCaller } from '../../../base/caller';
import { type Context, globalRegion } from '../../../base/context';
import type { HttpReply, HttpRequest } from '../../../base/http';
import type { Gate, Route } from '../../../base/service';
import { textIn } from '../../../recorded/properties';
import { distributions, type StoredDistribution } from '../model/records';
import { askBucket } from './ask-bucket';
import { errorPageFor, leadOf } from './behavior';

const host = '.cloudfront.localhost';

/**
 * What `https://d….cloudfront.net/` shows is at `http://d….cloudfront.localhost:<port>/` here. Everybody may look, as at any distribution
 * of AWS, and nobody can change anything by it.
 */
export const pages: Route = {
  prefix: '/',
  host,
  async handle(request, gate) {
    const reply = await serve(request, gate);
    return { ...reply, headers: { ...reply.headers, via: '1.1 localhost (CloudFront)' } };
  },
};

async function serve(request: HttpRequest, gate: Gate): Promise<HttpReply> {
  const label = (request.headers.host ?? '').replace(/:\d+$/, '').slice(0, -host.length);
  const anybody = gate.context(serviceCaller('aws'), globalRegion);
  const isIt = ({ domain }: StoredDistribution) => domain === `${label}.cloudfront.net`;
  const distribution = distributions(anybody).list().find(isIt);
  if (!distribution) return notServed(request, 'There is no distribution with this domain name.');
  if (textIn(distribution.config, 'Enabled') !== 'true')
    return notServed(request, 'The distribution is not enabled.');
  if (!['GET', 'HEAD'].includes(request.method))
    return notServed(
      request,
      'This distribution is not configured to allow the HTTP request method that was used for this request.',
    );
  const context = gate.context(serviceCaller(distribution.account), globalRegion);
  const reply = await show(request.path, request, distribution, context);
  return reply.status < 400
    ? reply
    : ((await errorPage(reply, request, distribution, context)) ?? reply);
}

function show(
  path: string,
  request: HttpRequest,
  distribution: StoredDistribution,
  context: Context,
): Promise<HttpReply> | HttpReply {
  const lead = leadOf(distribution.config, path);
  if (lead) return askBucket(lead, request, distribution, context);
  return notServed(request, 'There is no object without a name, and no DefaultRootObject.');
}

async function errorPage(
  { status }: HttpReply,
  request: HttpRequest,
  distribution: StoredDistribution,
  context: Context,
): Promise<HttpReply | undefined> {
  const page = errorPageFor(distribution.config, status);
  if (!page) return undefined;
  const { range: _, 'if-none-match': __, ...headers } = request.headers;
  const reply = await show(page.path, { ...request, headers }, distribution, context);
  if (reply.status === 200) return { ...reply, status: page.status };
  if (reply.body instanceof Readable) reply.body.destroy();
  return undefined;
}

/** As CloudFront itself refuses. */
function notServed({ method }: HttpRequest, why: string): HttpReply {
  const body = `<!DOCTYPE html>\n<title>ERROR: The request could not be satisfied</title>\n<h1>403 ERROR</h1>\n<p>The request could not be satisfied. ${why}</p>\n`;
  const headers = { 'content-type': 'text/html', 'x-cache': 'Error from cloudfront' };
  return { status: 403, headers, ...(method !== 'HEAD' && { body }) };
}

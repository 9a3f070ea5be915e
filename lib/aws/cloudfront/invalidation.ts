import type { AwsCredentials } from '../call/caller';
import { sendSigned } from '../call/signed-call';

export interface Invalidation {
  /** The id of the distribution. */
  readonly distribution: string;
  /** Percent-encoded, each with its first slash; `*` at the end stands for anything. */
  readonly paths: readonly string[];
  /** CloudFront takes two requests with the same reference and paths for one. */
  readonly reference: string;
  /** Of the account's other services: it says which of AWS's partitions it is. */
  readonly region: string;
  /** Undefined for AWS's own address. */
  readonly endpoint: string | undefined;
  readonly credentials: AwsCredentials;
}

/** Has CloudFront forget what it keeps of these paths. @returns the invalidation's id */
export async function createInvalidation(request: Invalidation): Promise<string> {
  const { distribution, paths, reference, endpoint, credentials } = request;
  const home = request.region.startsWith('cn-')
    ? { host: 'cloudfront.cn-northwest-1.amazonaws.com.cn', region: 'cn-northwest-1' }
    : { host: 'cloudfront.amazonaws.com', region: 'us-east-1' };
  const base = endpoint?.replace(/\/$/, '') ?? `https://${home.host}`;
  const reply = await sendSigned({
    endpoint: `${base}/2020-05-31/distribution/${encodeURIComponent(distribution)}/invalidation`,
    region: home.region,
    service: 'cloudfront',
    contentType: 'application/xml',
    body: bodyOf(paths, reference),
    credentials,
  });
  return /<Id>([^<]*)<\/Id>/.exec(reply)?.[1] ?? '';
}

/** Paths that are percent-encoded, and a digest, need no escaping in XML. */
function bodyOf(paths: readonly string[], reference: string): string {
  const items = paths.map((path) => `<Path>${path}</Path>`).join('');
  return `<InvalidationBatch xmlns="http://cloudfront.amazonaws.com/doc/2020-05-31/"><Paths><Quantity>${paths.length}</Quantity><Items>${items}</Items></Paths><CallerReference>${reference}</CallerReference></InvalidationBatch>`;
}

import type { Readable } from 'node:stream';
import { serviceAddress } from '../call/address';
import type { AwsCredentials } from '../call/caller';
import type { LookPatience } from '../call/patience';
import { encodeName } from '../call/signature-v4';

/** A bucket as one account and region reach it. */
export interface Bucket {
  readonly name: string;
  readonly region: string;
  /** Undefined for AWS's own address. */
  readonly endpoint: string | undefined;
  /** The file of certificates that a profile wants trusted. */
  readonly caBundle?: string | undefined;
  /** How long an answer is waited for; as long as AWS may take unless it is said. */
  readonly lookPatience?: LookPatience | undefined;
  /** The account that has to own it, where that is not the one of the credentials. S3 refuses another's. */
  readonly owner?: string;
  credentials(): Promise<AwsCredentials>;
}

/** A request of S3. */
export interface ObjectRequest {
  readonly method: 'GET' | 'HEAD' | 'PUT' | 'DELETE' | 'POST';
  readonly key: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** The SHA-256 of the body, in hex. */
  readonly payload?: string;
  /** The body; called again where the request has to be sent again. */
  readonly open?: () => Readable | Promise<Readable>;
}

/** A configured endpoint is asked by path, as one that has no name for each bucket. */
export function addressOf(
  { name, region, endpoint }: Bucket,
  { key, query = {} }: Pick<ObjectRequest, 'key' | 'query'>,
): URL {
  const path = key.split('/').map(encodeName).join('/');
  const base =
    endpoint === undefined
      ? serviceAddress(`${name}.s3`, region)
      : `${endpoint.replace(/\/$/, '')}/${name}/`;
  const url = new URL(`${base}${path}`);
  for (const [parameter, value] of Object.entries(query)) url.searchParams.set(parameter, value);
  return url;
}

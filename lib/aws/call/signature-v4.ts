import { createHash, createHmac } from 'node:crypto';
import type { AwsCredentials } from './caller';

/** A request to sign. */
export interface Unsigned {
  readonly method: string;
  readonly url: URL;
  /** In lower case; all of them are signed. */
  readonly headers: Readonly<Record<string, string>>;
  /** The SHA-256 of the body in hex, or what S3 takes instead of it. */
  readonly payload: string;
  readonly region: string;
  /** As in the credential scope, such as `codecommit`. */
  readonly service: string;
  readonly credentials: AwsCredentials;
}

/**
 * Signs a request by Signature Version 4 as it is sent: `url` has to be encoded already, and S3's path is signed so.
 * @returns all headers of the request
 */
export function signRequest(request: Unsigned, now: Date): Record<string, string> {
  const { method, url, payload, region, service, credentials } = request;
  const time = now.toISOString().replace(/[-:]|\.\d+/g, '');
  const scope = `${time.slice(0, 8)}/${region}/${service}/aws4_request`;
  const headers: Record<string, string> = {
    ...request.headers,
    host: url.host,
    'x-amz-date': time,
    ...(credentials.sessionToken && { 'x-amz-security-token': credentials.sessionToken }),
  };
  const names = Object.keys(headers).sort();
  const lines = names.map((name) => `${name}:${headers[name]?.trim()}\n`).join('');
  const signed = names.join(';');
  const query = [...url.searchParams]
    .map(([name, value]) => `${encodeName(name)}=${encodeName(value)}`)
    .sort()
    .join('&');
  const canonical = `${method}\n${url.pathname}\n${query}\n${lines}\n${signed}\n${payload}`;
  const toSign = `AWS4-HMAC-SHA256\n${time}\n${scope}\n${sha256(canonical)}`;
  const key = signingKey(credentials.secretAccessKey, time.slice(0, 8), region, service);
  const signature = hmac(key, toSign).toString('hex');
  return {
    ...headers,
    authorization: `AWS4-HMAC-SHA256 Credential=${credentials.accessKeyId}/${scope}, SignedHeaders=${signed}, Signature=${signature}`,
  };
}

/** Percent-encodes all but what RFC 3986 leaves unreserved, which is less than JavaScript does. */
export function encodeName(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** The key Signature Version 4 derives from a secret for one day, region and service. */
export function signingKey(secret: string, date: string, region: string, service: string): Buffer {
  return [region, service, 'aws4_request'].reduce<Buffer>(hmac, hmac(`AWS4${secret}`, date));
}

export function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text, 'utf8').digest();
}

export function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

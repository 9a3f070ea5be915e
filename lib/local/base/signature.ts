import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { Credential, Credentials } from './credentials';
import type { HttpRequest } from './http';

/** What a Signature Version 4 header or presigned address claims. */
export interface SignatureClaim {
  readonly accessKeyId: string;
  readonly date: string;
  readonly region: string;
  readonly service: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  /** `YYYYMMDDTHHMMSSZ` */
  readonly timestamp: string;
  readonly sessionToken: string | undefined;
  /** Seconds a presigned address is good for; undefined for a signed header. */
  readonly expires: number | undefined;
}

/** Why a signature is refused; each protocol has its own error name for it. */
export type SignatureFault =
  | 'missing'
  | 'unknownKey'
  | 'badToken'
  | 'expiredToken'
  | 'skewed'
  | 'mismatch';

const allowedSkewMs = 15 * 60 * 1000;
const headerPattern =
  /^AWS4-HMAC-SHA256\s+Credential=([^/]+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request,\s*SignedHeaders=([^,]+),\s*Signature=([0-9a-f]{64})$/;

export function readClaim(request: HttpRequest): SignatureClaim | undefined {
  return readHeader(request) ?? readPresigned(request);
}

function readHeader({ headers }: HttpRequest): SignatureClaim | undefined {
  const match = headerPattern.exec(headers.authorization ?? '');
  if (!match) return undefined;
  const [, accessKeyId = '', date = '', region = '', service = '', signed = '', signature = ''] =
    match;
  const sessionToken = headers['x-amz-security-token'];
  return {
    accessKeyId,
    date,
    region,
    service,
    signature,
    signedHeaders: signed.split(';'),
    timestamp: String(headers['x-amz-date'] ?? ''),
    sessionToken: sessionToken === undefined ? undefined : String(sessionToken),
    expires: undefined,
  };
}

function readPresigned({ query }: HttpRequest): SignatureClaim | undefined {
  if (query.get('X-Amz-Algorithm') !== 'AWS4-HMAC-SHA256') return undefined;
  const [accessKeyId = '', date = '', region = '', service = ''] = (
    query.get('X-Amz-Credential') ?? ''
  ).split('/');
  return {
    accessKeyId,
    date,
    region,
    service,
    signature: query.get('X-Amz-Signature') ?? '',
    signedHeaders: (query.get('X-Amz-SignedHeaders') ?? '').split(';'),
    timestamp: query.get('X-Amz-Date') ?? '',
    sessionToken: query.get('X-Amz-Security-Token') ?? undefined,
    expires: Number(query.get('X-Amz-Expires') ?? 0),
  };
}

/** Whether a text could be a region's name: it names a folder, which no path and nothing endless may do. */
export function isRegionName(text: string): boolean {
  return /^[a-z0-9][a-z0-9-]{0,31}$/.test(text);
}

/** Checks a claim against the stored secret. `payloadHash` is the hex SHA-256 of the body, or S3's literal for it. */
export function checkSignature(
  claim: SignatureClaim,
  request: HttpRequest,
  payloadHash: string,
  credentials: Credentials,
  now: Date,
): { credential: Credential } | { fault: SignatureFault } {
  if (!isRegionName(claim.region)) return { fault: 'mismatch' };
  const credential = credentials.find(claim.accessKeyId);
  if (!credential) return { fault: 'unknownKey' };
  if ((credential.sessionToken ?? '') !== (claim.sessionToken ?? '')) return { fault: 'badToken' };
  if (credential.expiration !== undefined && credential.expiration <= now.toISOString())
    return { fault: 'expiredToken' };
  if (isOutOfTime(claim, now)) return { fault: 'skewed' };
  const scope = `${claim.date}/${claim.region}/${claim.service}/aws4_request`;
  const canonical = canonicalRequest(claim, request, payloadHash);
  const toSign = `AWS4-HMAC-SHA256\n${claim.timestamp}\n${scope}\n${sha256Hex(canonical)}`;
  const expected = hmac(signingKey(credential.secretAccessKey, claim), toSign).toString('hex');
  return sameText(expected, claim.signature) ? { credential } : { fault: 'mismatch' };
}

function isOutOfTime({ timestamp, date, expires }: SignatureClaim, now: Date): boolean {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(timestamp);
  if (!match || !timestamp.startsWith(date)) return true;
  const [, y, mo, d, h, mi, s] = match;
  const age = now.getTime() - Date.parse(`${y}-${mo}-${d}T${h}:${mi}:${s}Z`);
  return age < -allowedSkewMs || age > (expires === undefined ? allowedSkewMs : expires * 1000);
}

function canonicalRequest(
  claim: SignatureClaim,
  request: HttpRequest,
  payloadHash: string,
): string {
  const headers = claim.signedHeaders
    .map((name) => `${name}:${headerValue(request, name)}\n`)
    .join('');
  const query = [...request.query]
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => [encode(name), encode(value)] as const)
    .sort(([a, left], [b, right]) => order(a, b) || order(left, right))
    .map((pair) => pair.join('='))
    .join('&');
  return [
    request.method,
    canonicalPath(claim.service, request.path),
    query,
    headers,
    claim.signedHeaders.join(';'),
    payloadHash,
  ].join('\n');
}

/** By code points: a name comes before those that it begins, whatever follows it there. */
const order = (a: string, b: string) => (a < b ? -1 : Number(a > b));

/** S3 signs the path as sent; every other service signs it encoded once more. */
function canonicalPath(service: string, path: string): string {
  if (service === 's3')
    return path
      .split('/')
      .map((part) => encode(safeDecode(part)))
      .join('/');
  return path.split('/').map(encode).join('/') || '/';
}

function safeDecode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function headerValue({ headers }: HttpRequest, name: string): string {
  const value = headers[name];
  const text = Array.isArray(value) ? value.join(',') : (value ?? '');
  return text.trim().replace(/ +/g, ' ');
}

export function signingKey(
  secret: string,
  scope: { date: string; region: string; service: string },
): Buffer {
  return [scope.region, scope.service, 'aws4_request'].reduce(
    hmac,
    hmac(`AWS4${secret}`, scope.date),
  );
}

export function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text, 'utf8').digest();
}

export function sha256Hex(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}

export function sameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

import type { Credential } from '../../../base/credentials';
import type { HttpRequest } from '../../../base/http';
import type { Gate } from '../../../base/service';
import { hmac, sameText, sha256Hex, signingKey } from '../../../base/signature';

const validForMs = 15 * 60 * 1000;

/** Who a git request speaks for, and the region its signature was made for. */
export interface GitCaller {
  readonly credential: Credential;
  readonly region: string;
}

/**
 * Checks the user and password that git's credential helpers make for CodeCommit: the password is a timestamp and a
 * signature over the repository's path and the host, and only the right region's key yields it.
 * @returns undefined where nothing in it can be trusted
 */
export function authenticate(
  request: HttpRequest,
  path: string,
  gate: Gate,
): GitCaller | undefined {
  const login = readBasic(request.headers.authorization);
  const password = login && /^(\d{8}T\d{6})Z([0-9a-f]{64})$/.exec(login.password);
  if (!login || !password) return undefined;
  const [, timestamp = '', signature = ''] = password;
  const credential = gate.credentials.find(login.accessKeyId);
  if (!credential || !isCurrent(credential, login.sessionToken, timestamp, gate.now()))
    return undefined;
  const region = gate
    .regionsOf(credential.caller.account)
    .find((candidate) =>
      hostsOf(request).some((host) =>
        sameText(
          sign(credential.secretAccessKey, { timestamp, region: candidate, host, path }),
          signature,
        ),
      ),
    );
  return region === undefined ? undefined : { credential, region };
}

interface Login {
  readonly accessKeyId: string;
  readonly sessionToken: string | undefined;
  readonly password: string;
}

function readBasic(header: string | undefined): Login | undefined {
  const encoded = /^Basic\s+([A-Za-z0-9+/=]+)$/i.exec(header ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.lastIndexOf(':');
  const user = text.slice(0, Math.max(colon, 0));
  const percent = user.indexOf('%');
  return {
    accessKeyId: percent < 0 ? user : user.slice(0, percent),
    sessionToken: percent < 0 ? undefined : user.slice(percent + 1),
    password: text.slice(colon + 1),
  };
}

function isCurrent(
  { sessionToken, expiration }: Credential,
  token: string | undefined,
  timestamp: string,
  now: Date,
): boolean {
  const [, y, mo, d, h, mi, s] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)$/.exec(timestamp) ?? [];
  const signedAt = Date.parse(`${y}-${mo}-${d}T${h}:${mi}:${s}Z`);
  return (
    sameText(token ?? '', sessionToken ?? '') &&
    (expiration === undefined || expiration > now.toISOString()) &&
    Math.abs(now.getTime() - signedAt) <= validForMs
  );
}

/** git-remote-codecommit signs the host with its port, the AWS CLI's credential helper without. */
function hostsOf({ headers }: HttpRequest): string[] {
  const host = headers.host ?? '';
  return [host, host.replace(/:\d+$/, '')];
}

function sign(
  secret: string,
  {
    timestamp,
    region,
    host,
    path,
  }: { timestamp: string; region: string; host: string; path: string },
): string {
  const date = timestamp.slice(0, 8);
  const scope = { date, region, service: 'codecommit' };
  const canonical = `GIT\n${path}\n\nhost:${host}\n\nhost\n`;
  const toSign = `AWS4-HMAC-SHA256\n${timestamp}\n${date}/${region}/codecommit/aws4_request\n${sha256Hex(canonical)}`;
  return hmac(signingKey(secret, scope), toSign).toString('hex');
}

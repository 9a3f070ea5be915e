import { type ErrorCode, type Facts, GitenvError } from '../../errors';
import { obstacleFacts } from '../../obstacle';
import { shellWord } from '../../shell-word';
import { isLoopback } from '../profile/endpoint';
import { describeSource, disagreement, type IdentitySource } from '../profile/identity';
import { waySignedIn } from '../profile/sign-in';
import { clockBehind, isClockSkew } from './clock-skew';
import { webPage } from './network/web-page';
import type { LookPatience } from './patience';
import { isSilence, throttlingNames } from './retry';

/** Whose call failed, for the message. */
export interface FailedCall extends IdentitySource {
  readonly endpoint?: string | undefined;
  readonly lookPatience?: LookPatience | undefined;
}

interface AwsFailure extends Error {
  readonly code?: string;
  readonly hostname?: string;
  readonly address?: string;
  readonly port?: number;
  /** Of a connection that a proxy was to make. */
  readonly proxy?: string;
  readonly errors?: readonly AwsFailure[];
  readonly cause?: AwsFailure;
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly $response?: { readonly headers?: Readonly<Record<string, unknown>> };
}

/** AWS's error names, the same cause being named differently by JSON, Query and S3 services. */
const causes: Readonly<Record<string, ErrorCode>> = {
  ExpiredTokenException: 'EXPIRED_CREDENTIALS',
  ExpiredToken: 'EXPIRED_CREDENTIALS',
  UnrecognizedClientException: 'REFUSED_CREDENTIALS',
  InvalidClientTokenId: 'REFUSED_CREDENTIALS',
  InvalidAccessKeyId: 'REFUSED_CREDENTIALS',
  MissingAuthenticationToken: 'REFUSED_CREDENTIALS',
  MissingAuthenticationTokenException: 'REFUSED_CREDENTIALS',
  InvalidSignatureException: 'REFUSED_CREDENTIALS',
  SignatureDoesNotMatch: 'REFUSED_CREDENTIALS',
  AccessDeniedException: 'ACCESS_DENIED',
  AccessDenied: 'ACCESS_DENIED',
  UnauthorizedOperation: 'ACCESS_DENIED',
  CredentialsProviderError: 'NO_CREDENTIALS',
};

const networkCodes: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EPIPE',
  'EPROXY',
]);

/** A certificate that is not trusted, as that of a company's proxy which reads what is sent. */
const certificateCodes: ReadonlySet<string> = new Set([
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
]);

/** Makes of what the SDK or the network threw what a person can act on. A GitenvError, or a bug, comes back as it is. */
export function translateFailure(error: unknown, call: FailedCall): unknown {
  if (typeof error !== 'object' || error === null || error instanceof GitenvError) return error;
  const failure = error as AwsFailure;
  const network = networkFailure(failure);
  if (network) return unreachable(network, failure, call);
  if (failure.name === webPage) return answeredByPage(failure, call);
  const code = codeOf(failure);
  if (code === undefined) return error;
  return new GitenvError(code, clauseOf(code, failure, call), {
    cause: error,
    further: isAboutCredentials(code) ? disagreement(call) : '',
    ...wayOut(code, call),
    ...obstacleFacts(`${failure.name}: ${failure.message}`),
  });
}

function codeOf(failure: AwsFailure): ErrorCode | undefined {
  const known = Object.hasOwn(causes, failure.name) ? causes[failure.name] : undefined;
  const status = failure.$metadata?.httpStatusCode;
  if (known === 'NO_CREDENTIALS' || (known === undefined && /SSO|Token/.test(failure.name)))
    return staleSession(failure) ? 'EXPIRED_CREDENTIALS' : (known ?? 'NO_CREDENTIALS');
  if (isClockSkew(failure)) return 'CLOCK_SKEW';
  if (known !== undefined) return known;
  if (throttlingNames.has(failure.name) || status === 429) return 'THROTTLED';
  if (status === 403) return 'ACCESS_DENIED';
  return status === undefined ? undefined : 'AWS_REFUSED';
}

/** The SDK has one name for all its credential failures; only the text tells these apart. */
function staleSession({ message }: AwsFailure): boolean {
  return /expired|is invalid|sso login|failed to load (a )?token|re-?authenticate/i.test(message);
}

function isAboutCredentials(code: ErrorCode): boolean {
  return ['EXPIRED_CREDENTIALS', 'NO_CREDENTIALS', 'REFUSED_CREDENTIALS'].includes(code);
}

function clauseOf(code: ErrorCode, failure: AwsFailure, call: FailedCall): string {
  const { message, name } = failure;
  const source = describeSource(call);
  const said = message === '' ? name : message.replace(/\s+/g, ' ');
  switch (code) {
    case 'EXPIRED_CREDENTIALS':
      return `The session of ${source} has expired`;
    case 'NO_CREDENTIALS':
      return `No credentials with ${source}: ${said}`;
    case 'REFUSED_CREDENTIALS':
      return `AWS does not accept ${source}: ${said}`;
    case 'CLOCK_SKEW':
      return `${clockBehind(failure.$response?.headers?.date, new Date())}: ${said}`;
    case 'ACCESS_DENIED':
      return `AWS denied access with ${source}: ${said}`;
    case 'THROTTLED':
      return `AWS is limiting requests: ${said}`;
    default:
      return `AWS refused: ${said}`;
  }
}

function wayOut(code: ErrorCode, call: FailedCall): Facts {
  const profile = call.profile ?? process.env.AWS_PROFILE;
  const option = profile === undefined ? '' : ` --profile ${shellWord(profile)}`;
  switch (code) {
    case 'EXPIRED_CREDENTIALS':
    case 'NO_CREDENTIALS':
      return waySignedIn(profile);
    case 'REFUSED_CREDENTIALS':
    case 'ACCESS_DENIED':
      return { hint: `aws sts get-caller-identity${option}` };
    case 'CLOCK_SKEW':
      return {
        advice: 'Set the clock of this machine, best by NTP.',
        hint: 'gitenv doctor',
      };
    case 'THROTTLED':
      return { advice: 'Try again in a minute.' };
    default:
      return {};
  }
}

/** The network's own error may be wrapped by the SDK, or be one of several where a host has more than one address. */
function networkFailure(failure: AwsFailure): AwsFailure | undefined {
  const { name, code = '' } = failure;
  if (name === 'TimeoutError' || networkCodes.has(code) || certificateCodes.has(code))
    return failure;
  const inner = [...(failure.errors ?? []), ...(failure.cause ? [failure.cause] : [])];
  return inner.map(networkFailure).find(Boolean);
}

function unreachable(
  network: AwsFailure,
  cause: Error,
  { endpoint, lookPatience }: FailedCall,
): GitenvError {
  const local = endpoint !== undefined && isLoopback(endpoint);
  const address = network.address && `${network.address}:${network.port}`;
  const host = endpoint ? new URL(endpoint).host : (network.hostname ?? address ?? 'AWS');
  const { code = 'ETIMEDOUT', proxy, message } = network;
  const why = code === 'ETIMEDOUT' ? 'timed out' : code === 'EPROXY' ? message : code;
  const way = proxy === undefined ? '' : ` through the proxy ${proxy}`;
  if (lookPatience && isSilence(network))
    return new GitenvError(
      'UNREACHABLE',
      `${host} did not answer within ${lookPatience.silenceMs / 1000} s${way}`,
      {
        advice:
          'Check the network connection. GITENV_LOOK_TIMEOUT=10 in the environment waits for 10 seconds.',
        cause,
      },
    );
  return new GitenvError('UNREACHABLE', `${host} cannot be reached${way} (${why})`, {
    ...(local ? { hint: 'gitenv local up' } : { advice: networkAdvice(network) }),
    cause,
  });
}

/** As a hotel, a train or a company's proxy does, until somebody has signed in. */
function answeredByPage(cause: Error, { endpoint }: FailedCall): GitenvError {
  const host = endpoint === undefined ? 'AWS' : new URL(endpoint).host;
  return new GitenvError(
    'UNREACHABLE',
    `A web page has answered instead of ${host}: this network seems to want a sign-in before it lets anything through`,
    { advice: 'Open a web page in a browser, sign in to the network, and try again.', cause },
  );
}

function networkAdvice({ code = '', proxy }: AwsFailure): string {
  if (proxy !== undefined) return 'Check HTTPS_PROXY and NO_PROXY.';
  if (certificateCodes.has(code))
    return 'Set AWS_CA_BUNDLE to a file with the certificates that your network wants trusted.';
  return 'Check the network connection and the region.';
}

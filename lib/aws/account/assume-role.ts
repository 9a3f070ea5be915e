import { GitenvError } from '../../errors';
import { call } from '../call/call';
import type { AwsCredentials, Caller } from '../call/caller';
import type { ProfileSettings, SharedConfig } from '../profile/shared-config';
import { keepSession, keptSession, type RoleRequest } from './role-session';
import { codeFor, inTurn } from './second-factor';
import { assumeRole } from './sts';

/** What a profile's role is assumed by. */
export interface RoleSource {
  readonly shared: SharedConfig;
  /** Where STS is, and how it is reached. */
  readonly sts: Omit<Caller, 'credentials'>;
  /** The credentials of a profile that assumes no role, or whose role needs no code. */
  readonly others: (profile: string) => Promise<AwsCredentials>;
}

/** Whether a profile, or one that it takes its credentials from, needs the code of a device. */
export function needsCode(name: string, shared: SharedConfig): boolean {
  return chainOf(name, shared).some(({ role_arn, mfa_serial }) => role_arn && mfa_serial);
}

/**
 * The session of a profile's role, for which a person is asked for a code unless the AWS CLI or gitenv keeps the session of
 * an earlier one. Each `source_profile` is resolved in turn, as the SDK does it.
 * @throws GitenvError NO_CREDENTIALS
 */
export function roleSession(
  name: string,
  source: RoleSource,
  via: readonly string[] = [],
): Promise<AwsCredentials> {
  // The one in whose turn this is waits for its source.
  return via.length === 0 ? inTurn(() => begin(name, source, via)) : begin(name, source, via);
}

async function begin(
  profile: string,
  source: RoleSource,
  via: readonly string[],
): Promise<AwsCredentials> {
  const settings = source.shared.profile(profile) ?? {};
  const { source_profile: next, mfa_serial: serial } = settings;
  if (next === undefined || !settings.role_arn) return source.others(profile);
  const request = requestOf(settings);
  const kept = serial ? keptSession(request) : undefined;
  if (kept) return kept;
  const credentials = await sourceCredentials(next, source, [...via, profile]);
  const TokenCode = serial && (await codeFor({ profile, serial }));
  const RoleSessionName = request.RoleSessionName ?? `gitenv-${Date.now()}`;
  const caller = { ...source.sts, credentials: async () => credentials };
  const answer = await call(caller, assumeRole, { ...request, RoleSessionName, TokenCode });
  if (serial) keepSession(request, answer);
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = answer.Credentials;
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: SessionToken,
    expiration: new Date(Expiration),
  };
}

async function sourceCredentials(
  next: string,
  source: RoleSource,
  via: readonly string[],
): Promise<AwsCredentials> {
  const settings = source.shared.profile(next);
  // A profile may name itself, for the keys that it has beside its role.
  const {
    aws_access_key_id: id,
    aws_secret_access_key: secret,
    aws_session_token: token,
  } = settings ?? {};
  if (id && secret && (via.includes(next) || !settings?.role_arn))
    return { accessKeyId: id, secretAccessKey: secret, ...(token && { sessionToken: token }) };
  if (!via.includes(next)) return roleSession(next, source, via);
  throw new GitenvError(
    'NO_CREDENTIALS',
    `The profiles ${[...via, next].join(', ')} take their credentials from each other`,
    { advice: 'Give one of them another source_profile in the AWS config file.' },
  );
}

/** As the AWS CLI builds it, so that it names its session alike. */
function requestOf(settings: ProfileSettings): RoleRequest {
  const { mfa_serial, role_session_name, external_id, duration_seconds } = settings;
  const seconds = Number.parseInt(duration_seconds ?? '', 10);
  return {
    RoleArn: settings.role_arn ?? '',
    ...(mfa_serial !== undefined && { SerialNumber: mfa_serial }),
    ...(role_session_name !== undefined && { RoleSessionName: role_session_name }),
    ...(external_id !== undefined && { ExternalId: external_id }),
    ...(!Number.isNaN(seconds) && { DurationSeconds: seconds }),
  };
}

function chainOf(
  name: string,
  shared: SharedConfig,
  seen: readonly string[] = [],
): ProfileSettings[] {
  const settings = shared.profile(name);
  if (!settings || seen.includes(name)) return [];
  const { source_profile: next, role_arn } = settings;
  const rest = role_arn && next ? chainOf(next, shared, [...seen, name]) : [];
  return next === undefined ? [] : [settings, ...rest];
}

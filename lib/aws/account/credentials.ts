import { nearestName } from '../../config/nearest';
import { GitenvError, systemCode } from '../../errors';
import { fieldsOf, textOrNone } from '../../fields';
import { shellWord } from '../../shell-word';
import type { AwsCredentials } from '../call/caller';
import { translateFailure } from '../call/failure';
import { endpointOf, type ServiceName } from '../profile/endpoint';
import {
  describeSource,
  disagreement,
  hasKeys,
  type IdentitySource,
  usesEnvironment,
} from '../profile/identity';
import {
  type ProfileSettings,
  readSharedConfig,
  type SharedConfig,
} from '../profile/shared-config';
import { waySignedIn } from '../profile/sign-in';
import { needsCode, roleSession } from './assume-role';
import { codeFor } from './second-factor';

/** Whose credentials are wanted, and in which region STS is asked for them. */
type Source = IdentitySource & { readonly region: string };

/**
 * The credentials of a profile, never those of another one that the shell happens to hold. Without a profile the
 * order is the AWS CLI's (keys in the environment before `AWS_PROFILE`), which the SDK's own differs from.
 * Long-lived keys are read here; every other kind of profile (SSO, role, process, login) goes through the SDK.
 */
export async function resolveCredentials(
  source: Source & { readonly account?: string | undefined },
  env: NodeJS.ProcessEnv = process.env,
  shared: SharedConfig = readSharedConfig(env),
): Promise<AwsCredentials> {
  if (usesEnvironment(env)) return keysForPinned(source, env);
  if (source.profile === undefined && hasKeys(env)) return keysOf(env);
  const name = source.profile ?? env.AWS_PROFILE;
  const settings = shared.profile(name ?? 'default');
  if (name !== undefined && !settings)
    throw noSuchProfile(name, source, shared, env, ownProfileHint(name, source, shared));
  const own = settings && staticKeys(settings);
  if (own) return own;
  const used = name ?? (settings && 'default');
  if (used !== undefined && needsCode(used, shared)) return byCode(used, source, shared, env);
  return throughSdk(source, used, shared, env);
}

/**
 * Where there are no profiles, as in CI. Keys may be anybody's, so that they are taken only where the account is
 * recorded, which is then compared with theirs.
 */
function keysForPinned(
  { environment, account }: IdentitySource & { readonly account?: string | undefined },
  env: NodeJS.ProcessEnv,
): AwsCredentials {
  if (!hasKeys(env)) {
    throw new GitenvError(
      'NO_CREDENTIALS',
      'GITENV_CREDENTIALS is environment, but AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set',
      { advice: 'Assume the role first, or unset GITENV_CREDENTIALS.' },
    );
  }
  if (account !== undefined) return keysOf(env);
  throw new GitenvError(
    'NO_CREDENTIALS',
    `GITENV_CREDENTIALS is environment, but no account is recorded for ${environment ?? 'this address'}, so nothing says whether the keys are the right ones`,
    { advice: 'Commit the gitenv.json that gitenv init wrote.' },
  );
}

function keysOf(env: NodeJS.ProcessEnv): AwsCredentials {
  return {
    accessKeyId: env.AWS_ACCESS_KEY_ID ?? '',
    secretAccessKey: env.AWS_SECRET_ACCESS_KEY ?? '',
    ...(env.AWS_SESSION_TOKEN && { sessionToken: env.AWS_SESSION_TOKEN }),
  };
}

/** A profile with `role_arn` uses its keys only to assume the role. */
function staticKeys(settings: ProfileSettings): AwsCredentials | undefined {
  const {
    aws_access_key_id: accessKeyId,
    aws_secret_access_key: secretAccessKey,
    aws_session_token: sessionToken,
  } = settings;
  if (!accessKeyId || !secretAccessKey || settings.role_arn !== undefined) return undefined;
  return { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) };
}

/** A profile that needs the code of a device, which the SDK keeps no session of. */
function byCode(
  profile: string,
  source: Source,
  shared: SharedConfig,
  env: NodeJS.ProcessEnv,
): Promise<AwsCredentials> {
  const sts = {
    region: source.region,
    caBundle: shared.profile(profile)?.ca_bundle,
    endpoint: (service: ServiceName) => endpointOf(service, profile, shared, env),
    explain: async (error: unknown) =>
      translateFailure(error, { ...source, endpoint: endpointOf('sts', profile, shared, env) }),
  };
  const others = (name: string) => throughSdk({ ...source, profile: name }, name, shared, env);
  return roleSession(profile, { shared, sts, others });
}

async function throughSdk(
  source: Source,
  profile: string | undefined,
  shared: SharedConfig,
  env: NodeJS.ProcessEnv,
): Promise<AwsCredentials> {
  const { fromIni, fromNodeProviderChain, sdkSettings } = await import('./sdk-credentials');
  const endpoint = profile === undefined ? undefined : endpointOf('sts', profile, shared, env);
  const clientConfig = {
    ...sdkSettings(shared.profile(profile ?? 'default')?.ca_bundle),
    region: source.region,
    ...(endpoint && { endpoint }),
  };
  const mfaCodeProvider = (serial: string) => codeFor({ profile: profile ?? 'default', serial });
  try {
    return profile === undefined
      ? await fromNodeProviderChain({ clientConfig })()
      : await fromIni({ profile, clientConfig, mfaCodeProvider, ignoreCache: true })();
  } catch (error) {
    throw translateFailure(unreadable(error, source, shared) ?? error, { ...source, endpoint });
  }
}

/** A file that the profile names, such as that of a token, is read by the SDK, which says nothing of its own if that fails. */
function unreadable(error: unknown, source: Source, shared: SharedConfig): GitenvError | undefined {
  const code = systemCode(error);
  const file = textOrNone(fieldsOf(error).path);
  if (code === undefined || file === undefined) return undefined;
  return new GitenvError(
    'NO_CREDENTIALS',
    `No credentials with ${describeSource(source)}: ${file} cannot be read (${code})`,
    { ...waySignedIn(source.profile, shared), cause: error },
  );
}

/** What to type for a recorded environment: the profile may well be another person's name for the same account. */
function ownProfileHint(
  name: string,
  { environment, account }: IdentitySource & { readonly account?: string | undefined },
  { profileNames }: SharedConfig,
): string | undefined {
  const isRecorded = environment !== undefined && account !== undefined;
  if (!isRecorded || profileNames.length === 0) return undefined;
  const yours = nearestName(name, profileNames) ?? 'PROFILE';
  const command = `gitenv remotes --profile ${environment}=${shellWord(yours)}`;
  return isOfLocalAws(name) ? `${command}\n${localUp}` : command;
}

const localUp = 'gitenv local up';

/** Named as `gitenv local` names its profiles, which it takes away again. */
function isOfLocalAws(name: string): boolean {
  return name.startsWith('gitenv-');
}

/** @param hint what to type, where it is not to make the profile or to take one whose name is like it */
export function noSuchProfile(
  name: string,
  source: IdentitySource,
  { profileNames }: SharedConfig,
  env: NodeJS.ProcessEnv,
  hint?: string,
): GitenvError {
  const meant = nearestName(name, profileNames);
  const make = `aws configure sso --profile ${shellWord(name)}`;
  const isLocal = isOfLocalAws(name);
  const ways = [
    ...(isLocal ? [`${localUp} makes the profiles of the AWS on this machine.`] : []),
    ...(meant === undefined ? [] : [`Did you mean ${meant}?`]),
  ];
  const known = profileNames.length > 0 ? `there are ${profileNames.join(', ')}` : 'there is none';
  return new GitenvError(
    'NO_CREDENTIALS',
    `No profile '${name}' in the AWS config files; ${known}`,
    {
      further: disagreement(source, env),
      advice: ways.join(' '),
      hint: hint ?? (meant !== undefined ? undefined : isLocal ? localUp : make),
    },
  );
}

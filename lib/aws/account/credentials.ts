import { GitenvError } from '../../errors';
import type { AwsCredentials } from '../call/caller';
import { translateFailure } from '../call/failure';
import { endpointOf } from '../profile/endpoint';
import { disagreement, hasKeys, type IdentitySource, usesEnvironment } from '../profile/identity';
import { readSharedConfig, type Settings, type SharedConfig } from '../profile/shared-config';

/**
 * The credentials of a profile, never those of another one that the shell happens to hold. Without a profile the
 * order is the AWS CLI's (keys in the environment before `AWS_PROFILE`), which the SDK's own differs from.
 * Long-lived keys are read here; every other kind of profile (SSO, role, process, login) goes through the SDK.
 */
export async function resolveCredentials(
  source: IdentitySource & { readonly region: string; readonly account?: string | undefined },
  env: NodeJS.ProcessEnv = process.env,
  shared: SharedConfig = readSharedConfig(env),
): Promise<AwsCredentials> {
  if (usesEnvironment(env)) return keysForPinned(source, env);
  if (source.profile === undefined && hasKeys(env)) return keysOf(env);
  const name = source.profile ?? env.AWS_PROFILE;
  const settings = shared.profile(name ?? 'default');
  if (name !== undefined && !settings) throw noSuchProfile(name, source, shared, env);
  const own = settings && staticKeys(settings);
  return own ?? (await throughSdk(source, name ?? (settings && 'default'), shared, env));
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
      { hint: 'assume the role first, or unset GITENV_CREDENTIALS' },
    );
  }
  if (account !== undefined) return keysOf(env);
  throw new GitenvError(
    'NO_CREDENTIALS',
    `GITENV_CREDENTIALS is environment, but no account is recorded for ${environment ?? 'this address'}, so nothing says whether the keys are the right ones`,
    { hint: 'commit the gitenv.json that gitenv init wrote' },
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
function staticKeys(settings: Settings): AwsCredentials | undefined {
  const {
    aws_access_key_id: accessKeyId,
    aws_secret_access_key: secretAccessKey,
    aws_session_token: sessionToken,
  } = settings;
  if (!accessKeyId || !secretAccessKey || settings.role_arn !== undefined) return undefined;
  return { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) };
}

async function throughSdk(
  source: IdentitySource & { readonly region: string },
  profile: string | undefined,
  shared: SharedConfig,
  env: NodeJS.ProcessEnv,
): Promise<AwsCredentials> {
  const { fromIni, fromNodeProviderChain } = await import('./sdk-credentials');
  const endpoint = profile === undefined ? undefined : endpointOf('sts', profile, shared, env);
  const clientConfig = {
    region: source.region,
    ignoreConfiguredEndpointUrls: true,
    ...(endpoint && { endpoint }),
  };
  try {
    return profile === undefined
      ? await fromNodeProviderChain({ clientConfig })()
      : await fromIni({ profile, clientConfig, ignoreCache: true })();
  } catch (error) {
    throw translateFailure(error, { ...source, endpoint });
  }
}

function noSuchProfile(
  name: string,
  source: IdentitySource,
  { profileNames }: SharedConfig,
  env: NodeJS.ProcessEnv,
): GitenvError {
  const known = profileNames.length > 0 ? `there are ${profileNames.join(', ')}` : 'there is none';
  return new GitenvError(
    'NO_CREDENTIALS',
    `No profile '${name}' in the AWS config files; ${known}`,
    { further: disagreement(source, env), hint: `aws configure sso --profile ${name}` },
  );
}

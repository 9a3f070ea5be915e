import { type ProfileSettings, readSharedConfig, type SharedConfig } from './shared-config';

/**
 * What brings a profile credentials again. `aws sso login` refuses a profile that has nothing to do with SSO, whose keys
 * come from wherever the team gets them.
 */
export function signInHint(
  profile: string | undefined,
  shared: SharedConfig = readSharedConfig(),
): string {
  const option = profile === undefined ? '' : ` --profile ${profile}`;
  const settings = sourceOf(profile ?? 'default', shared);
  if (!settings || settings.sso_session || settings.sso_start_url) return `aws sso login${option}`;
  if (settings.login_session) return `aws login${option}`;
  if (settings.credential_process)
    return `run its credential_process by hand: aws sts get-caller-identity${option}`;
  return `renew its keys, for example with: aws configure${option}`;
}

/** A profile that assumes a role gets its credentials where its source does. */
function sourceOf(
  name: string,
  shared: SharedConfig,
  seen: readonly string[] = [],
): ProfileSettings | undefined {
  const settings = shared.profile(name);
  const source = settings?.source_profile;
  if (source === undefined || [...seen, name].includes(source)) return settings;
  return sourceOf(source, shared, [...seen, name]) ?? settings;
}

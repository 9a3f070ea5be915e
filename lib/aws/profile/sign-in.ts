import { type ProfileSettings, readSharedConfig, type SharedConfig } from './shared-config';

/**
 * What brings a profile credentials again. A profile that assumes a role gets them where its source does, and that is the
 * profile to name: `aws sso login` refuses one that says nothing of SSO, and `aws login` would write a session into it.
 */
export function signInHint(
  profile: string | undefined,
  shared: SharedConfig = readSharedConfig(),
): string {
  const { name, settings, missing } = sourceOf(profile ?? 'default', shared);
  if (missing !== undefined)
    return `aws configure sso --profile ${missing}, which is the source_profile of '${name}'`;
  const option = profile === undefined && name === 'default' ? '' : ` --profile ${name}`;
  if (!settings || settings.sso_session || settings.sso_start_url) return `aws sso login${option}`;
  if (settings.login_session) return `aws login${option}`;
  if (settings.credential_process)
    return `run its credential_process by hand: aws sts get-caller-identity${option}`;
  if (settings.web_identity_token_file)
    return `write a new token to ${settings.web_identity_token_file}`;
  if (settings.aws_session_token)
    return `write new temporary keys for '${name}' to the AWS credentials file: these have come from another tool`;
  return `renew its keys, for example with: aws configure${option}`;
}

/** A profile that has credentials by itself, as far as there is one. */
interface Origin {
  readonly name: string;
  readonly settings: ProfileSettings | undefined;
  /** The profile that this one has credentials from, where no file has it. */
  readonly missing?: string;
}

function sourceOf(name: string, shared: SharedConfig, seen: readonly string[] = []): Origin {
  const settings = shared.profile(name);
  const source = settings?.source_profile;
  if (source === undefined || [...seen, name].includes(source)) return { name, settings };
  if (!shared.profile(source)) return { name, settings, missing: source };
  return sourceOf(source, shared, [...seen, name]);
}

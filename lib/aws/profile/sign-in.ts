import { shellWord } from '../../shell-word';
import { type ProfileSettings, readSharedConfig, type SharedConfig } from './shared-config';

/**
 * What brings a profile credentials again. A profile that assumes a role gets them where its source does, and that is the
 * profile to name: `aws sso login` refuses one that says nothing of SSO, and `aws login` would write a session into it.
 */
export function waySignedIn(
  profile: string | undefined,
  shared: SharedConfig = readSharedConfig(),
): WayIn {
  const { name, settings, missing } = sourceOf(profile ?? 'default', shared);
  if (missing !== undefined)
    return {
      advice: `Profile '${missing}', which is the source_profile of '${name}', is not there.`,
      hint: `aws configure sso --profile ${shellWord(missing)}`,
    };
  const option = profile === undefined && name === 'default' ? '' : ` --profile ${shellWord(name)}`;
  if (!settings || settings.sso_session || settings.sso_start_url)
    return { hint: `aws sso login${option}` };
  if (settings.login_session) return { hint: `aws login${option}` };
  return wayOfKeys(name, settings, option);
}

/** What to do, in a sentence and a command; where none does it, in the sentence alone. */
interface WayIn {
  readonly advice?: string;
  readonly hint?: string;
}

function wayOfKeys(name: string, settings: ProfileSettings, option: string): WayIn {
  if (settings.credential_process)
    return {
      advice: `The AWS CLI runs the credential_process of '${name}' and shows what it says.`,
      hint: `aws sts get-caller-identity${option}`,
    };
  if (settings.web_identity_token_file)
    return { advice: `Write a new token to ${settings.web_identity_token_file}.` };
  if (settings.aws_session_token)
    return {
      advice: `The temporary keys of '${name}' have come from another tool: write new ones to the AWS credentials file.`,
    };
  return { advice: 'Renew its keys.', hint: `aws configure${option}` };
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

import type { Account } from '../account/account';
import { signGitAddress } from './git-signature';

/**
 * The environment in which git may speak to one repository. The signature is handed over here because a command
 * line could be read by every user of the machine.
 */
export async function authorizedEnvironment(
  { region, credentials }: Pick<Account, 'region' | 'credentials'>,
  cloneUrl: string,
  env: NodeJS.ProcessEnv = process.env,
  now = new Date(),
): Promise<NodeJS.ProcessEnv> {
  const { username, password } = signGitAddress(cloneUrl, region, await credentials(), now);
  const basic = Buffer.from(`${username}:${password}`).toString('base64');
  return {
    ...withGitConfig(env, [
      [`http.${cloneUrl}.extraHeader`, `Authorization: Basic ${basic}`],
      // A helper of the user's would keep the password beyond its quarter of an hour.
      [`credential.${cloneUrl}.helper`, ''],
      [`http.${cloneUrl}.followRedirects`, 'false'],
      ...(isOnThisMachine(cloneUrl) ? [[`http.${cloneUrl}.proxy`, ''] as const] : []),
    ]),
    GIT_TERMINAL_PROMPT: '0',
    GIT_ASKPASS: '',
  };
}

/** Adds settings behind those the environment hands to git already. */
function withGitConfig(
  env: NodeJS.ProcessEnv,
  settings: readonly (readonly [key: string, value: string])[],
): NodeJS.ProcessEnv {
  const count = Number(env.GIT_CONFIG_COUNT ?? 0);
  const added = settings.flatMap(([key, value], index) => [
    [`GIT_CONFIG_KEY_${count + index}`, key],
    [`GIT_CONFIG_VALUE_${count + index}`, value],
  ]);
  return {
    ...env,
    ...Object.fromEntries(added),
    GIT_CONFIG_COUNT: String(count + settings.length),
  };
}

function isOnThisMachine(url: string): boolean {
  return /^(127\.|localhost$|\[::1\]$)/.test(new URL(url).hostname);
}

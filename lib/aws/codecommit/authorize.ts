import type { Caller } from '../call/caller';
import { clockRefusal } from '../call/clock-skew';
import { signGitAddress } from './git-signature';

/**
 * The environment in which git may speak to one repository. The signature is handed over here because a command
 * line could be read by every user of the machine.
 * @throws GitenvError CLOCK_SKEW where this machine's clock is known to be wrong: git and its certificates go by it too
 */
export async function authorizedEnvironment(
  signer: Pick<Caller, 'region' | 'credentials' | 'explain'>,
  cloneUrl: string,
  env: NodeJS.ProcessEnv = process.env,
  now = new Date(),
): Promise<NodeJS.ProcessEnv> {
  const refusal = clockRefusal();
  if (refusal) throw (await signer.explain?.(refusal, 'codecommit')) ?? refusal;
  const credentials = await signer.credentials();
  const { username, password } = signGitAddress(cloneUrl, signer.region, credentials, now);
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

/**
 * Adds settings behind those the environment hands to git already, as `git -c` hands them to what git starts. `GIT_CONFIG_COUNT`
 * would be read by git 2.31 and newer alone, and this is read by all.
 */
function withGitConfig(
  env: NodeJS.ProcessEnv,
  settings: readonly (readonly [key: string, value: string])[],
): NodeJS.ProcessEnv {
  const before = env.GIT_CONFIG_PARAMETERS ? [env.GIT_CONFIG_PARAMETERS] : [];
  const added = settings.map(([key, value]) => quoted(`${key}=${value}`));
  return { ...env, GIT_CONFIG_PARAMETERS: [...before, ...added].join(' ') };
}

/** As git quotes for a shell, and takes the quotes off again. */
function quoted(text: string): string {
  return `'${text.replace(/['!]/g, (character) => `'\\${character}'`)}'`;
}

function isOnThisMachine(url: string): boolean {
  return /^(127\.|localhost$|\[::1\]$)/.test(new URL(url).hostname);
}

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

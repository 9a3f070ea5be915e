import { GitenvError } from '../errors';
import { getConfig } from '../git/repository';
import { type GitPlace, git } from '../git/run';

/** In ms. */
export const usualPatienceMs = 5000;
const variable = 'GITENV_LOOK_TIMEOUT';
const key = 'gitenv.lookTimeout';

/**
 * How long a command that only looks waits for an account that does not answer, in ms: five seconds, unless
 * `GITENV_LOOK_TIMEOUT` or `git config gitenv.lookTimeout` says another number of seconds.
 * @throws GitenvError BAD_CONFIG for what is no number of seconds
 */
export async function lookPatience(
  env: Readonly<Record<string, string | undefined>>,
  place: GitPlace,
): Promise<number> {
  const fromShell = env[variable];
  if (fromShell !== undefined && fromShell !== '') return msOf(fromShell, variable);
  const kept = await git(getConfig(key), place);
  return kept === undefined ? usualPatienceMs : msOf(kept, key);
}

function msOf(text: string, name: string): number {
  const seconds = /^\d{1,4}(\.\d{1,3})?$/.test(text.trim()) ? Number(text) : 0;
  if (seconds > 0) return seconds * 1000;
  throw new GitenvError('BAD_CONFIG', `${name} is '${text}', which is no number of seconds`, {
    advice: `${name} takes a number such as 5.`,
    hint: name === key ? `git config ${key} 5` : undefined,
  });
}

import { GitenvError } from '../../errors';
import type { AccountOptions } from './account-check';

/** Says that an account has not been set up, and the command that does it. */
export function notInstalled(
  { environment, account, region }: AccountOptions,
  what: string,
  cause: unknown,
): GitenvError {
  const where = account === undefined ? region : `account ${account}, ${region}`;
  return new GitenvError('NOT_INSTALLED', `There is no ${what} in ${where}`, {
    hint: `gitenv init ${environment ?? 'dev'}`,
    cause,
  });
}

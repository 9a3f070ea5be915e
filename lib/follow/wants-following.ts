import { getFlag } from '../git/repository';
import { type GitPlace, git } from '../git/run';

/** Whether releases are followed here: yes, unless `GITENV_FOLLOW=0` or `git config gitenv.follow false` says no. */
export async function wantsFollowing(
  env: Readonly<Record<string, string | undefined>>,
  place: GitPlace,
): Promise<boolean> {
  if (env.GITENV_FOLLOW !== undefined) return !/^(0|false|no|off)$/i.test(env.GITENV_FOLLOW);
  return (await git(getFlag('gitenv.follow'), place)) ?? true;
}

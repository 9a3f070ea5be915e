import { isShortRefName, looksLikeCommitId, noObject } from '../git/refs';
import type { Repository } from '../model/records';
import type { Command } from './commands';

export const maxRefsPerPush = 4000;

/** Why CodeCommit does not take this ref, or undefined where git alone decides. */
export function refusalOf(
  command: Command,
  pushed: number,
  { defaultBranch }: Repository,
): string | undefined {
  if (pushed > maxRefsPerPush) return `more than ${maxRefsPerPush} refs in one push`;
  const name = /^refs\/(?:heads\/|tags\/)?(.+)$/.exec(command.ref)?.[1];
  if (name === undefined) return 'not a valid name';
  if (looksLikeCommitId(name)) return 'a name of 40 hexadecimal characters reads like a commit ID';
  if (name.length > 256) return 'the name is longer than 256 characters';
  if (!isShortRefName(name)) return 'not a valid name';
  if (command.new === noObject && command.ref === `refs/heads/${defaultBranch}`)
    return 'the default branch cannot be deleted';
  return undefined;
}

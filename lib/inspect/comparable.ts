import { driftspecFile, kitProgram } from '../contract';
import { GitenvError } from '../errors';
import { textInCommit } from '../git/repository';
import { commitAt } from '../git/resolve-commit';
import { type GitPlace, git } from '../git/run';
import { olderCommits } from '../look/kit-generation';
import { shortCommit } from '../release/wording';

/**
 * Refuses the comparison with a commit whose program is of before contract version 3, which nobody has to wait for a build to
 * hear: it writes what it finds where builds may write nothing by now, and tells nobody the digest.
 * @throws GitenvError NO_PLAN
 */
export async function refuseOlderProgram(
  name: string,
  commit: string,
  place: GitPlace,
): Promise<void> {
  const spec = await git(textInCommit(commit, driftspecFile), place);
  if (!spec?.includes(kitProgram) || (await olderCommits([commit], place)).length === 0) return;
  throw new GitenvError(
    'NO_PLAN',
    `${shortCommit(commit)}, which runs in ${name}, cannot be compared: its ${kitProgram} is of an older version of gitenv, which keeps what it finds where builds may not write any more`,
    {
      changed: 'nothing',
      advice: `Commit what gitenv init writes, and release that: its comparison works.`,
      hint: `gitenv init ${name}\ngit commit --all --message 'Use the program of this gitenv'\ngitenv push ${name}`,
    },
  );
}

/**
 * What a comparison that failed may have failed for, if this clone does not have the commit and could not tell beforehand.
 * @returns the failure, which says the way to find out
 */
export async function explainedComparison(
  error: unknown,
  { name, commit }: { readonly name: string; readonly commit: string },
  place: GitPlace,
): Promise<unknown> {
  if (!(error instanceof GitenvError) || error.code !== 'BUILD_FAILED') return error;
  if ((await git(commitAt(commit), place)) !== undefined) return error;
  return error.with({
    advice: `${error.advice ?? 'Its log is above.'} This clone does not have ${shortCommit(commit)}. If its program is of an older version of gitenv, its comparison ends with AccessDenied; with the commit here, gitenv drift says so beforehand.`,
    hint: [error.hint, `git fetch ${name}`, `gitenv drift ${name}`].filter(Boolean).join('\n'),
  });
}

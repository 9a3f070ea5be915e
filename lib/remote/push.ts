import { startRelease } from '../aws/pipeline';
import type { Environment } from '../environment';
import { GitenvError } from '../errors';
import { commitsBetween, subjectOf } from '../git/history';
import { resolveCommit } from '../git/resolve-commit';
import { type GitPlace, git } from '../git/run';
import { shortCommit } from '../release/follow';
import { refuseDowngrade } from '../release/guard';
import { bringCommit, historySource } from './bring';
import { certainDistance } from './full-history';
import { passLock } from './lock';
import { type Deployed, followed, type MoveOptions, moveBranch } from './move-branch';
import type { Progress } from './progress';
import { openTarget, type Target } from './target';

export interface PushOptions extends MoveOptions {
  /** Push even where commits that are in place would be undone. */
  readonly force: boolean;
}

/**
 * Releases a commit in an environment: by moving its branch, or, where the branch is there already and git would do
 * nothing, by starting its pipeline.
 * @param spec what names the commit; HEAD without it
 */
export async function push(
  environment: Environment,
  spec: string | undefined,
  options: PushOptions,
  progress: Progress,
): Promise<Deployed> {
  const commit = await resolveCommit(spec ?? 'HEAD', options.place);
  const target = await openTarget(environment);
  if (target.tip === commit) return releaseAgain(target, commit, options, progress);
  const { name } = environment;
  const forward = await isForward(target, commit, options.place);
  if (!options.force)
    refuseDowngrade({ environment: name, from: target.tip, to: commit, isForward: forward });
  progress.say(`${name}: pushing ${await describeMove(target, commit, options)}`);
  return moveBranch(target, commit, options, progress);
}

/**
 * Releases the tip of the branch once more.
 * @throws GitenvError NOTHING_WAITS before the first push
 */
export async function redeploy(
  environment: Environment,
  options: MoveOptions,
  progress: Progress,
): Promise<Deployed> {
  const target = await openTarget(environment);
  if (target.tip !== undefined) return releaseAgain(target, target.tip, options, progress);
  const { name, branch } = environment;
  throw new GitenvError('NOTHING_WAITS', `Nothing was pushed to ${branch} of ${name} yet.`, {
    hint: `gitenv push ${name}`,
  });
}

/** Undefined before the first push. What is in place is brought here where this clone lacks it. */
async function isForward(
  target: Target,
  commit: string,
  place: GitPlace,
): Promise<boolean | undefined> {
  const { tip } = target;
  if (tip === undefined) return undefined;
  await bringCommit(tip, [target], place);
  const source = () => historySource(target, place);
  return (await certainDistance(tip, commit, source, place))?.ahead === 0;
}

async function releaseAgain(
  target: Target,
  commit: string,
  { follow, wait = false }: MoveOptions,
  progress: Progress,
): Promise<Deployed> {
  const { account, environment, pipeline } = target;
  await passLock({ environment: environment.name, account, pipeline }, wait, progress);
  progress.say(`${environment.name}: already at ${shortCommit(commit)}; releasing it again`);
  const { arn } = await account.verify();
  progress.whenInterrupted(
    `Interrupted while starting a release of ${environment.name}.`,
    'gitenv status, to see whether it started',
  );
  const id = await startRelease(account, pipeline, commit, arn);
  if (follow) return followed(target, commit, id, progress);
  return { environment: environment.name, commit, release: undefined };
}

async function describeMove(
  { tip }: Target,
  commit: string,
  { place }: PushOptions,
): Promise<string> {
  const subject = await git(subjectOf(commit), place);
  const what = `${shortCommit(commit)} "${subject ?? ''}"`;
  if (tip === undefined) return `${what}, the first release`;
  const added = (await git(commitsBetween(tip, commit), place))?.length ?? 0;
  return `${what}, ${added} commit${added === 1 ? '' : 's'} after ${shortCommit(tip)}`;
}

import { startRelease } from '../aws/pipeline/pipeline';
import type { Route } from '../config/path';
import { GitenvError } from '../errors';
import { commitsBetween, subjectOf } from '../git/history';
import { commitAt, resolveCommit } from '../git/resolve-commit';
import { type GitPlace, git } from '../git/run';
import type { Progress } from '../release/following/progress';
import type { Override } from '../release/guards/override';
import { shortCommit } from '../release/wording';
import { bringUsesIfPossible } from '../submodules/push';
import { passLock } from '../target/lock';
import { type GivenReason, withReason } from '../target/reasons';
import { latestReleases } from '../target/releases';
import {
  historySource,
  lenderAt,
  type OpenRoute,
  openTarget,
  type Target,
  usesAccount,
} from '../target/target';
import { restoreImages } from './bundle/bring-images';
import { guardedMove } from './guarded-move';
import { type Deployed, followed, type MoveOptions } from './move-branch';
import { requireSettings } from './require-settings';

export interface PushOptions extends MoveOptions {
  readonly override: Override;
}

/**
 * Releases a commit in an environment: by moving its branch, or, where the branch is there already and git would do
 * nothing, by starting its pipeline.
 * @param spec what names the commit; HEAD without it
 * @throws GitenvError what the guards say, and `moveBranch`
 */
export async function push(
  route: Route,
  spec: string | undefined,
  options: PushOptions,
  progress: Progress,
): Promise<Deployed> {
  const commit = await resolveCommit(spec ?? 'HEAD', options.place);
  const target = await openTarget(route.environment);
  if (target.tip === commit)
    return releaseAgain({ target, upstream: route.upstream }, commit, options, progress);
  const { name } = route.environment;
  return guardedMove({ ...route, target }, commit, options, progress, async () =>
    progress.say(`${name}: pushing ${await describeMove(target, commit, options.place)}`),
  );
}

/**
 * Releases the tip of the branch once more, with what it uses, where the account has lost that.
 * @throws GitenvError NOTHING_WAITS before the first push; MISSING_CONFIG
 */
export async function redeploy(
  { environment, upstream }: Route,
  options: PushOptions,
  progress: Progress,
): Promise<Deployed> {
  const target = await openTarget(environment);
  const { name, branch } = environment;
  if (target.tip !== undefined) {
    const command = `gitenv redeploy ${name}`;
    return releaseAgain({ target, upstream }, target.tip, { ...options, command }, progress);
  }
  throw new GitenvError('NOTHING_WAITS', `Nothing was pushed to ${branch} of ${name} yet`, {
    hint: `gitenv push ${name}`,
  });
}

/**
 * Releases what is in place once more. Nothing that is there goes away, so that only what it needs is asked about.
 * @throws GitenvError MISSING_CONFIG, LOCKED, BUNDLE_BROKEN
 */
export async function releaseAgain(
  { target, upstream }: OpenRoute,
  commit: string,
  { follow, wait = false, place, override, command }: PushOptions & { readonly command?: string },
  progress: Progress,
): Promise<Deployed> {
  const { account, environment, pipeline } = target;
  const { name } = environment;
  await requireSettings(target, commit, override, {
    place,
    progress,
    ...(command !== undefined && { command }),
  });
  await passLock({ environment: name, account, pipeline }, wait, progress);
  if ((await git(commitAt(commit), place)) !== undefined) {
    const lender = upstream && lenderAt(upstream);
    await bringUsesIfPossible(await usesAccount(target), commit, place, progress, lender);
  }
  await restoreImages({ target, upstream }, commit, progress);
  progress.say(`${name}: already at ${shortCommit(commit)}; releasing it again`);
  const { arn } = await account.verify();
  const reason = await reasonFor(target, commit, override);
  progress.whenInterrupted(
    `Interrupted while starting a release of ${environment.name}.`,
    'gitenv status, to see whether it started',
  );
  const source = () => historySource(target, place);
  const id = await withReason(reason, source, place, () =>
    startRelease(account, pipeline, commit, arn),
  );
  if (follow) return followed(target, commit, id, progress);
  return { environment: name, commit, release: undefined };
}

async function reasonFor(
  { account, pipeline, environment }: Target,
  commit: string,
  { reason: text, guards }: Override,
): Promise<GivenReason | undefined> {
  if (text === undefined) return undefined;
  const [latest] = await latestReleases(account, pipeline, 1);
  return { commit, environment: environment.name, guards, text, after: latest?.id };
}

async function describeMove({ tip }: Target, commit: string, place: GitPlace): Promise<string> {
  const subject = await git(subjectOf(commit), place);
  const what = `${shortCommit(commit)} "${subject ?? ''}"`;
  if (tip === undefined) return `${what}, the first release`;
  const added = (await git(commitsBetween(tip, commit), place))?.length ?? 0;
  return `${what}, ${added} commit${added === 1 ? '' : 's'} after ${shortCommit(tip)}`;
}

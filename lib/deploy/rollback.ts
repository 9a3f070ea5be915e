import { getRelease } from '../aws/pipeline/pipeline';
import type { Route } from '../config/path';
import { GitenvError } from '../errors';
import { commitsBetween, type Distance, type LoggedCommit, subjectOf } from '../git/history';
import { type GitPlace, git } from '../git/run';
import type { Progress } from '../release/following/progress';
import type { Override } from '../release/guards/override';
import { heldBy } from '../release/history/hold';
import { rollbackTarget } from '../release/history/rollback-target';
import { isOver, type Release } from '../release/release';
import { shortCommit } from '../release/wording';
import { bringCommit } from '../target/bring-commit';
import { certainDistance } from '../target/full-history';
import { commitAmong, latestReleases } from '../target/releases';
import { historySource, type OpenRoute, openTarget, type Target } from '../target/target';
import { restoreImages } from './bundle/bring-images';
import { type Deployed, type MoveOptions, moveBranch } from './move-branch';
import { requireSettings } from './require-settings';

/** What a rollback would do, worked out before anything is changed. */
export interface RollbackPlan {
  readonly environment: string;
  readonly from: { readonly commit: string; readonly subject: string };
  readonly to: { readonly commit: string; readonly subject: string };
  /** The release that is gone back to. */
  readonly release: Release;
  /** Commits that would no longer be in place, newest first; undefined where the histories are not connected. */
  readonly undone: readonly LoggedCommit[] | undefined;
  /** A release that is under way and will not be stopped. */
  readonly underWay: Release | undefined;
  /** What was insisted on, and why. */
  readonly override: Override;
  /** The newest release there was when the plan was made. */
  readonly after: string | undefined;
  /** The command that brings back what is there now. */
  readonly undo: string;
}

export interface RollbackWish {
  /** What names the commit to go back to; without it the newest success before the one in place. */
  readonly to: string | undefined;
  /** Its reason is kept beside the release. */
  readonly override: Override;
}

/** How much of the history is searched: at ten releases a day, three months. */
const searched = 1000;

/**
 * Works out what a rollback would do.
 * @throws GitenvError NOTHING_TO_ROLL_BACK_TO; ROLLED_BACK where it would bring back what was rolled back;
 *   MISSING_CONFIG where the environment lacks by now what that commit needs
 */
export async function planRollback(
  { environment, upstream }: Route,
  { to: spec, override }: RollbackWish,
  place: GitPlace,
  progress: Progress,
): Promise<{ plan: RollbackPlan; route: OpenRoute }> {
  const target = await openTarget(environment);
  const { account, pipeline, tip } = target;
  const releases = await latestReleases(account, pipeline, searched);
  const chosen = await chooseRelease(target, releases, spec, place);
  const { pushedBy } = await getRelease(account, pipeline, chosen.id);
  const [from, to] = [tip ?? '', chosen.commit ?? ''];
  const distance = await distanceOf(target, to, from, place);
  if (override.reason === undefined && distance?.ahead !== 0)
    refuseHeld(environment.name, to, releases);
  const command = `gitenv rollback ${environment.name} --to ${shortCommit(to)}`;
  await requireSettings(target, to, override, { place, progress, command });
  const subject = async (commit: string) =>
    (await git(subjectOf(commit), place)) ??
    releases.find((it) => it.commit === commit)?.subject ??
    '';
  const plan = {
    environment: environment.name,
    from: { commit: from, subject: await subject(from) },
    to: { commit: to, subject: await subject(to) },
    release: { ...chosen, pushedBy },
    undone: distance && (await git(commitsBetween(to, from), place)),
    underWay: releases.find(({ status }) => !isOver(status)),
    override,
    after: releases[0]?.id,
    undo: `gitenv push ${environment.name} ${shortCommit(from)} --reason '…'`,
  };
  return { plan, route: { target, upstream } };
}

/**
 * Puts the branch back as planned, if it still is where the plan saw it, with the images that the commit was deployed by.
 * @throws GitenvError what `moveBranch` says; BUNDLE_BROKEN where such an image is gone
 */
export async function rollBack(
  { target, upstream }: OpenRoute,
  plan: RollbackPlan,
  options: MoveOptions,
  progress: Progress,
): Promise<Deployed> {
  const { environment, after } = plan;
  const { reason: text, guards } = plan.override;
  const { commit } = plan.to;
  const reason = text === undefined ? undefined : { commit, environment, guards, text, after };
  const beforeMove = () => restoreImages({ target, upstream }, commit, progress);
  const move = { commit, reason, upstream, isReturn: true, beforeMove };
  return moveBranch(target, move, options, progress);
}

/** Undefined where it cannot be had, which is no reason not to roll back. */
async function distanceOf(
  target: Target,
  to: string,
  from: string,
  place: GitPlace,
): Promise<Distance | undefined> {
  const sources = [await historySource(target, place)];
  await bringCommit(to, sources, place);
  if (from === '') return undefined;
  try {
    await bringCommit(from, sources, place);
    return await certainDistance(to, from, sources, place);
  } catch (error) {
    const isMissing =
      error instanceof GitenvError && ['SHALLOW_REPOSITORY', 'UNKNOWN_COMMIT'].includes(error.code);
    if (isMissing) return undefined;
    throw error;
  }
}

/** Going back to what a rollback took away is going forward again. */
function refuseHeld(environment: string, commit: string, releases: readonly Release[]): void {
  if (!heldBy(releases, commit)) return;
  const short = shortCommit(commit);
  throw new GitenvError('ROLLED_BACK', `${short} was itself rolled back in ${environment}`, {
    changed: 'nothing',
    hint: `gitenv rollback ${environment} --to ${short} --reason '…'`,
  });
}

async function chooseRelease(
  { environment, tip }: Target,
  releases: readonly Release[],
  spec: string | undefined,
  place: GitPlace,
): Promise<Release> {
  const { name } = environment;
  const hint = `gitenv history ${name}`;
  if (spec === undefined) {
    const found = rollbackTarget(releases, tip);
    if (found) return found;
    const what =
      tip === undefined ? 'any release' : `a successful release before ${shortCommit(tip)}`;
    throw new GitenvError('NOTHING_TO_ROLL_BACK_TO', `${name} has not had ${what}`, { hint });
  }
  const commit = await commitAmong(releases, spec, place);
  if (commit === tip) {
    throw new GitenvError(
      'NOTHING_TO_ROLL_BACK_TO',
      `${name} is at ${shortCommit(commit)} already`,
      {
        hint: `gitenv push ${name} ${shortCommit(commit)}, to release it again`,
      },
    );
  }
  const found = releases.find((it) => it.commit === commit && it.status === 'Succeeded');
  if (found) return found;
  throw new GitenvError(
    'NOTHING_TO_ROLL_BACK_TO',
    `${name} has never released ${shortCommit(commit)} successfully`,
    { hint },
  );
}

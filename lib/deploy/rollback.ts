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
import {
  type ClosedEnvironment,
  closedEnvironment,
  type OpenEnvironment,
  openRepository,
} from '../target/open-environment';
import { commitAmong } from '../target/released-commit';
import { Releases } from '../target/releases';
import { requireSettings } from './move/check-settings';
import type { Deployed, Move } from './move/move';
import { reasonFor } from './move/reason';
import { goingBack, release } from './move/ways';
import type { ReleaseOptions } from './push';

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

/** A rollback, and where it is to happen. */
export interface PlannedRollback {
  readonly plan: RollbackPlan;
  readonly open: OpenEnvironment;
  readonly upstream: ClosedEnvironment | undefined;
}

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
): Promise<PlannedRollback> {
  const open = await openRepository(environment);
  const { account, pipeline } = open;
  const tip = await open.tip();
  const releases = await new Releases(open).latest(searched);
  const chosen = await chooseRelease(environment.name, tip, releases, spec, place);
  const { pushedBy } = await getRelease(account, pipeline, chosen.id);
  const [from, to] = [tip ?? '', chosen.commit ?? ''];
  const distance = await distanceOf(open, to, from, place);
  if (override.reason === undefined && distance?.ahead !== 0)
    refuseHeld(environment.name, to, releases);
  const command = `gitenv rollback ${environment.name} --to ${shortCommit(to)}`;
  await requireSettings({ open, commit: to, override, place, command }, progress);
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
  return { plan, open, upstream: upstream && closedEnvironment(upstream) };
}

/**
 * Puts the branch back as planned, if it still is where the plan saw it, with the images that the commit was deployed by.
 * @throws GitenvError what the steps of `goingBack` say
 */
export function rollBack(
  { plan, open, upstream }: PlannedRollback,
  options: Omit<ReleaseOptions, 'override'>,
  progress: Progress,
): Promise<Deployed> {
  const { override, after } = plan;
  const { commit } = plan.to;
  const move: Move = { ...options, open, upstream, commit, override, spelling: 'gitenv' };
  return release(goingBack, move, progress, { reason: reasonFor(move, after) });
}

/** Undefined where it cannot be had, which is no reason not to roll back. */
async function distanceOf(
  open: OpenEnvironment,
  to: string,
  from: string,
  place: GitPlace,
): Promise<Distance | undefined> {
  await bringCommit(to, [open], place);
  if (from === '') return undefined;
  try {
    await bringCommit(from, [open], place);
    return await certainDistance(to, from, [open], place);
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
  name: string,
  tip: string | undefined,
  releases: readonly Release[],
  spec: string | undefined,
  place: GitPlace,
): Promise<Release> {
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

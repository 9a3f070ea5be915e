import { clockOffset } from '../../aws/account/clock';
import { getRelease } from '../../aws/pipeline/pipeline';
import type { Route } from '../../config/path';
import { type ErrorCode, GitenvError } from '../../errors';
import { commitsBetween, type Distance, type LoggedCommit, subjectOf } from '../../git/history';
import { type GitPlace, git } from '../../git/run';
import { type ChangedValues, changedValues } from '../../inspect/changed-values';
import type { Progress } from '../../release/following/progress';
import type { Override } from '../../release/guards/override';
import { heldBy } from '../../release/history/hold';
import type { Release } from '../../release/release';
import type { OnItsWay } from '../../release/state/on-its-way';
import type { StageState } from '../../release/state/stage';
import { shortCommit } from '../../release/wording';
import { bringCommit } from '../../target/bring-commit';
import { lookAt, type SeenEnvironment, wholeHistory } from '../../target/evidence';
import { certainDistance } from '../../target/full-history';
import {
  type Around,
  closedAround,
  type OpenEnvironment,
  openEnvironment,
  whileRecorded,
} from '../../target/open-environment';
import { orWhyNot } from '../../target/why-not';
import { type OwnBundle, ownBundle } from '../bundle/bring-back';
import { requireSettings } from '../move/check-settings';
import { chooseWay, type RollbackWay } from './choose';

/** What a rollback would do, worked out before anything is changed. */
export interface RollbackPlan {
  readonly environment: string;
  readonly from: { readonly commit: string; readonly subject: string };
  readonly to: { readonly commit: string; readonly subject: string };
  readonly way: RollbackWay;
  /** The release that is gone back to. */
  readonly release: Release;
  /** The stage of the failed rollback that is tried again; undefined if a new release is started, or the branch is moved. */
  readonly retries: string | undefined;
  /** Commits that would no longer be in place, newest first; undefined where the histories are not connected. */
  readonly undone: readonly LoggedCommit[] | undefined;
  /** Releases that are on their way before it, oldest first. `now` ends them; otherwise they go first. */
  readonly ahead: readonly OnItsWay[];
  /** Whether nothing overtakes, so that all of these are released before it. */
  readonly isQueued: boolean;
  /** What it does not bring back. */
  readonly values: ChangedValues;
  /** What was insisted on, and why. */
  readonly override: Override;
  /** The newest release there was before the one that this rollback sets going or joins. */
  readonly after: string | undefined;
  /** The command that brings back what is there now. */
  readonly undo: string;
}

export interface RollbackWish {
  /** What names the commit to go back to; without it the newest success that is not held, seen from what runs. */
  readonly to: string | undefined;
  /** Go on from a rollback that is under way or has just ended. */
  readonly further: boolean;
  /** Its reason is kept beside the release. The guard `now` is what ends and passes whatever is in the way. */
  readonly override: Override;
}

/** A rollback, and where it is to happen. */
export interface PlannedRollback {
  readonly plan: RollbackPlan;
  readonly open: OpenEnvironment;
  readonly upstream: Around['upstream'];
  readonly later?: Around['later'];
  /** How the environment was when that was worked out. */
  readonly seen: SeenEnvironment;
  /** What it still has of the commit. */
  readonly own: Promise<OwnBundle> | undefined;
}

/**
 * Works out what a rollback would do.
 * @throws GitenvError ROLLING_BACK, NOTHING_TO_ROLL_BACK_TO; ROLLED_BACK where it would bring back what was rolled back;
 *   MISSING_CONFIG where the environment lacks by now what that commit needs
 */
export async function planRollback(
  { environment, ...around }: Route,
  wish: RollbackWish,
  place: GitPlace,
  progress: Progress,
): Promise<PlannedRollback> {
  const open = await openEnvironment(environment);
  const clock = wish.to === undefined ? clockOffset(open.account) : undefined;
  for (const early of [clock, open.bucket()]) early?.catch(() => undefined);
  const known = await whileRecorded(open, (it) => lookAt(it, { most: wholeHistory }));
  const now = wish.override.guards.includes('now');
  const way = await chooseWay(open, known, { ...wish, now, clock }, place, progress);
  const [from, to] = [leftBy(way, known) ?? '', way.to.commit ?? ''];
  const own = lookForOwn(open, to, known);
  const distance = await distanceOf(open, to, from, place);
  if (wish.override.reason === undefined && way.kind === 'move' && distance?.ahead !== 0)
    refuseHeld(environment.name, to, known.evidence.releases);
  const command = `gitenv rollback ${environment.name} --to ${shortCommit(to)}${now ? ' --now' : ''}`;
  await requireSettings({ open, commit: to, override: wish.override, place, command }, progress);
  const plan = await planOf(open, known, way, { from, to, place, distance });
  return {
    plan: { ...plan, override: wish.override },
    open,
    ...closedAround(around),
    seen: known,
    own,
  };
}

/** Looks while somebody is asked. Where bundles are pulled, there is nothing to look for. */
function lookForOwn(
  open: OpenEnvironment,
  commit: string,
  seen: SeenEnvironment,
): Promise<OwnBundle> | undefined {
  const { bundles, upstream } = open.environment;
  if (bundles === 'pull' && upstream !== undefined) return undefined;
  const own = ownBundle({ commit, open, seen });
  // The step that brings back what was lost hears of a failure.
  own.catch(() => undefined);
  return own;
}

/** The digest of a bundle that the environment had and has lost; undefined if it is there, or nobody can tell. */
export async function lostBundle({ own }: PlannedRollback): Promise<string | undefined> {
  const known = own && (await orWhyNot(own));
  if (!known || known instanceof GitenvError || known.present) return undefined;
  return known.digest;
}

/** Nothing is gone back from that is not there any more. */
function leftBy({ kind }: RollbackWay, { state, evidence }: SeenEnvironment): string | undefined {
  const live = (state.partial ?? state.deploying ?? state.running)?.release.commit;
  return kind === 'move' ? evidence.tip : live;
}

interface Compared {
  readonly from: string;
  readonly to: string;
  readonly distance: Distance | undefined;
  readonly place: GitPlace;
}

async function planOf(
  open: OpenEnvironment,
  { state, evidence }: SeenEnvironment,
  way: RollbackWay,
  { from, to, distance, place }: Compared,
): Promise<Omit<RollbackPlan, 'override'>> {
  const { releases, stages } = evidence;
  const { environment } = open;
  const subject = async (commit: string) =>
    (await git(subjectOf(commit), place)) ??
    releases.find((it) => it.commit === commit)?.subject ??
    '';
  const retries = way.kind === 'again' ? stageOfFailure(way.failed, releases, stages) : undefined;
  const started = way.kind === 'join' ? way.underWay : retries && releases[0];
  const [left, wanted, pushedBy, undone, values] = await Promise.all([
    subject(from),
    subject(to),
    pusherOf(open, way.to),
    distance && git(commitsBetween(to, from), place),
    changedValues(open, way.to, place),
  ]);
  return {
    environment: environment.name,
    from: { commit: from, subject: left },
    to: { commit: to, subject: wanted },
    way,
    release: { ...way.to, pushedBy },
    retries,
    undone,
    ahead: state.onItsWay.filter(({ release }) => release.commit !== to).reverse(),
    isQueued: releases[0]?.executionMode === 'QUEUED',
    values,
    after: started ? releases[releases.indexOf(started) + 1]?.id : releases[0]?.id,
    undo: `gitenv push ${environment.name} ${shortCommit(from)} --reason '…'`,
  };
}

async function pusherOf(
  { account, pipeline }: OpenEnvironment,
  { id }: Release,
): Promise<string | undefined> {
  return (await getRelease(account, pipeline, id)).pushedBy;
}

/** The stage that can be tried again, which is the newest release's alone. */
function stageOfFailure(
  failed: Release | undefined,
  [newest]: readonly Release[],
  stages: readonly StageState[],
): string | undefined {
  if (!failed || failed.id !== newest?.id || failed.status !== 'Failed') return undefined;
  return stages.find(({ latest }) => latest?.releaseId === failed.id && latest.status === 'Failed')
    ?.name;
}

/** How gitenv fails if a history cannot be had. */
const unknowable: ReadonlySet<ErrorCode> = new Set([
  'SHALLOW_REPOSITORY',
  'UNKNOWN_COMMIT',
  'GIT_FAILED',
]);

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
    if (error instanceof GitenvError && unknowable.has(error.code)) return undefined;
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

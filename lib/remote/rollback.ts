import { getRelease } from '../aws/pipeline';
import type { Environment } from '../environment';
import { GitenvError } from '../errors';
import { commitsBetween, type LoggedCommit, subjectOf } from '../git/history';
import { type GitPlace, git } from '../git/run';
import { shortCommit } from '../release/follow';
import { rollbackTarget } from '../release/history';
import { isOver, type Release } from '../release/release';
import { bringCommit, historySource } from './bring';
import { certainDistance } from './full-history';
import { type Deployed, type MoveOptions, moveBranch } from './move-branch';
import type { Progress } from './progress';
import { commitAmong, latestReleases } from './releases';
import { openTarget, type Target } from './target';

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
  /** The command that brings back what is there now. */
  readonly undo: string;
}

/** How much of the history is searched: at ten releases a day, three months. */
const searched = 1000;

/**
 * Works out what a rollback would do.
 * @param spec the commit to go back to; without it the newest success before the one in place
 * @throws GitenvError NOTHING_TO_ROLL_BACK_TO
 */
export async function planRollback(
  environment: Environment,
  spec: string | undefined,
  place: GitPlace,
): Promise<{ plan: RollbackPlan; target: Target }> {
  const target = await openTarget(environment);
  const { account, pipeline, tip } = target;
  const releases = await latestReleases(account, pipeline, searched);
  const chosen = await chooseRelease(target, releases, spec, place);
  const { pushedBy } = await getRelease(account, pipeline, chosen.id);
  const [from, to] = [tip ?? '', chosen.commit ?? ''];
  for (const commit of [from, to].filter(Boolean)) await bringCommit(commit, [target], place);
  // A shallow clone would count too few or too many commits as undone.
  await certainDistance(from, to, () => historySource(target, place), place);
  const subject = async (commit: string) =>
    (await git(subjectOf(commit), place)) ??
    releases.find((it) => it.commit === commit)?.subject ??
    '';
  const plan = {
    environment: environment.name,
    from: { commit: from, subject: await subject(from) },
    to: { commit: to, subject: await subject(to) },
    release: { ...chosen, pushedBy },
    undone: await git(commitsBetween(to, from), place),
    underWay: releases.find(({ status }) => !isOver(status)),
    undo: `gitenv push ${environment.name} ${shortCommit(from)}`,
  };
  return { plan, target };
}

/** Puts the branch back as planned, if it still is where the plan saw it. */
export function rollBack(
  target: Target,
  plan: RollbackPlan,
  options: MoveOptions,
  progress: Progress,
): Promise<Deployed> {
  return moveBranch(target, plan.to.commit, options, progress);
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
    throw new GitenvError('NOTHING_TO_ROLL_BACK_TO', `${name} has not had ${what}.`, { hint });
  }
  const commit = await commitAmong(releases, spec, place);
  if (commit === tip) {
    throw new GitenvError(
      'NOTHING_TO_ROLL_BACK_TO',
      `${name} is at ${shortCommit(commit)} already.`,
      {
        hint: `gitenv push ${name} ${shortCommit(commit)}, to release it again`,
      },
    );
  }
  const found = releases.find((it) => it.commit === commit && it.status === 'Succeeded');
  if (found) return found;
  throw new GitenvError(
    'NOTHING_TO_ROLL_BACK_TO',
    `${name} has never released ${shortCommit(commit)} successfully.`,
    { hint },
  );
}

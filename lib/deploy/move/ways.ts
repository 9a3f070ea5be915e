import type { Progress } from '../../release/following/progress';
import { bringLost, bringProof, bringTestedBundle, bringTestedIfAllowed } from './bundle';
import { checkGuards } from './check-guards';
import { checkSettings } from './check-settings';
import { compareBundle } from './compare-bundle';
import { checkFileNames } from './file-names';
import { follow, noteReleases } from './follow';
import { waitForLock, waitForSeenLock } from './lock';
import { type Deployed, type Found, type Move, type MoveStep, take, together } from './move';
import { moveBranch } from './move-branch';
import { giveReason, keepGivenReason } from './reason';
import { askForRepair, tellRepair } from './repair';
import { startPipeline, verifyCaller } from './start';
import { bringSubmodules, bringSubmodulesIfPossible, checkSubmodules } from './submodules';
import { nowPushing, nowStarting, tellAgain, tellPush, tellUncommitted } from './tell';
import { tellAddress, tellStarter } from './tell-address';

/** How a release comes about. All ways go through the same steps, and differ in what they check and in who sets it going. */
export interface Sequence {
  /** Nothing has changed as long as these are taken. */
  readonly checks: readonly MoveStep[];
  /** The account gets what the commit needs. */
  readonly brings: readonly MoveStep[];
  /** Moves the branch, or starts the pipeline where the branch is there already. */
  readonly go: MoveStep;
  readonly ends: readonly MoveStep[];
}

/** `gitenv promote`: what runs in the environment before. */
export const promoting: Sequence = {
  checks: [together(checkGuards, checkFileNames, checkSubmodules), waitForSeenLock],
  brings: [together(noteReleases, bringTestedBundle), nowPushing, bringSubmodules, bringProof],
  go: moveBranch,
  ends: [follow, compareBundle, tellAddress, tellStarter],
};

/** `gitenv push`: the commit that is named. */
export const pushing: Sequence = {
  ...promoting,
  brings: [
    together(noteReleases, bringTestedIfAllowed),
    tellUncommitted,
    tellPush,
    nowPushing,
    bringSubmodules,
    bringProof,
  ],
};

/** `gitenv redeploy`, and a push of what is in place. Nothing goes away, so only what the commit needs is asked about. */
export const again: Sequence = {
  checks: [checkSettings, waitForLock],
  brings: [
    bringSubmodulesIfPossible,
    bringLost,
    bringProof,
    tellAgain,
    verifyCaller,
    giveReason,
    nowStarting,
  ],
  go: startPipeline,
  ends: [follow, tellAddress, tellStarter],
};

/** `gitenv drift --repair`: the same, and what was changed by hand is put back. */
export const repairing: Sequence = {
  ...again,
  brings: [...again.brings, tellRepair, askForRepair],
};

/**
 * The one way anything is deployed: check, bring, keep the reason, set it going, follow.
 * @throws GitenvError what the steps say
 */
export async function release(
  way: Sequence,
  move: Move,
  progress: Progress,
  begun?: Found,
): Promise<Deployed> {
  const steps = [...way.checks, ...way.brings, keepGivenReason, way.go, ...way.ends];
  const found = await take(steps, move, progress, begun);
  const environment = move.open.environment.name;
  return { environment, commit: move.commit, release: found.release };
}

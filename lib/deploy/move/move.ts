import type { GitenvError } from '../../errors';
import type { GitPlace } from '../../git/run';
import type { Progress } from '../../release/following/progress';
import type { Override, Spelling } from '../../release/guards/override';
import type { Release } from '../../release/release';
import type { SubmodulePlan } from '../../submodules/push';
import type { SeenEnvironments } from '../../target/evidence';
import type { ClosedEnvironment, OpenEnvironment } from '../../target/open-environment';
import type { GivenReason, KeptReason } from '../../target/reasons';
import type { OwnBundle } from '../bundle/bring-back';
import type { TestedBundle } from '../bundle/bring-bundle';
import type { GuardQuestions } from './questions/questions';

/** A commit that is to be released in an environment. */
export interface Move {
  readonly open: OpenEnvironment;
  /** The environment before it on the path. */
  readonly upstream: ClosedEnvironment | undefined;
  /** Those after it, which may still have what it has lost. */
  readonly later?: readonly ClosedEnvironment[] | undefined;
  readonly commit: string;
  readonly place: GitPlace;
  readonly override: Override;
  /** Whether `gitenv` or git's own push was typed. */
  readonly spelling: Spelling;
  /** What to type to override a refusal, up to its options; a push unless said. */
  readonly command?: string | undefined;
  /** Stay while the environment is locked; a lock refuses otherwise. */
  readonly wait?: boolean | undefined;
  /** Look after the release until it is over. */
  readonly follow: boolean;
  /** How long the environment before is waited for, if it does not answer a question; five seconds unless it is said. */
  readonly patienceMs?: number | undefined;
  /** What was seen of the two a moment ago, which is not asked again. */
  readonly seen?: SeenEnvironments | undefined;
  /** What the environment before has released of the commit, if that is being looked for already. */
  readonly tested?: Promise<TestedBundle> | undefined;
  /** What the environment still has of the commit, if that is being looked for already. */
  readonly own?: Promise<OwnBundle> | undefined;
  /** What the guards want to know, if it was asked before. */
  readonly questions?: GuardQuestions | undefined;
  /** Git itself makes sure that the commit has everything that the branch's tip has. */
  readonly isForward?: boolean;
}

/** What the steps of a move have found so far. */
export interface Found {
  /** The reason to keep with the release. */
  readonly reason?: GivenReason | undefined;
  readonly kept?: KeptReason | undefined;
  /** What the account needs of other repositories. */
  readonly submodules?: SubmodulePlan | undefined;
  /** The ids of the releases there were before, or why they cannot be listed. */
  readonly before?: ReadonlySet<string> | GitenvError;
  /** The release that was set going, if that is known without looking for it. */
  readonly releaseId?: string;
  /** How it ended. */
  readonly release?: Release;
}

/** One step of a move. It returns what it has found, if anything. */
export type MoveStep = (move: Move, found: Found, progress: Progress) => Promise<Found | undefined>;

/** Takes steps one after the other. */
export async function take(
  steps: readonly MoveStep[],
  move: Move,
  progress: Progress,
  begun: Found = {},
): Promise<Found> {
  let found = begun;
  for (const step of steps) found = { ...found, ...(await step(move, found, progress)) };
  return found;
}

/**
 * Takes steps at the same time, of which none needs what another finds.
 * @throws GitenvError what the first of them says that fails
 */
export function together(...steps: readonly MoveStep[]): MoveStep {
  return async (move, begun, progress) => {
    const taken = steps.map((step) => step(move, begun, progress));
    for (const one of taken) one.catch(() => undefined);
    let found: Found = {};
    for (const one of taken) found = { ...found, ...(await one) };
    return found;
  };
}

/** A release that was set going; `release` is how it ended, where it was followed. */
export interface Deployed {
  readonly environment: string;
  readonly commit: string;
  readonly release: Release | undefined;
}

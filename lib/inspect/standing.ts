import type { Closed } from '../release/lock/closed';
import type { LockToCome } from '../release/lock/lock';
import type { StageCondition } from '../release/release';
import type { OnItsWay } from '../release/state/on-its-way';
import type { DeployAttempt, FailedVerify } from '../release/state/what-runs';
import type { ProtectionToCome } from './protection';

/** A commit as far as it is known; the subject is empty where neither AWS nor this clone knows it. */
export interface TitledCommit {
  readonly commit: string;
  readonly subject: string;
}

export interface RunningCommit extends TitledCommit {
  readonly release: string;
  readonly since: Date;
  /** ARN of who pushed it; undefined where AWS did not say. */
  readonly pushedBy: string | undefined;
  /** The digest of its bundle; undefined where its kit bundles nothing. */
  readonly bundle: string | undefined;
}

/** A commit whose deploy began and came to nothing, so that some of it may be there. */
export interface PartialCommit {
  readonly release: string;
  readonly commit: string | undefined;
  readonly subject: string;
  /** How its deploy ended: it failed, or was abandoned. */
  readonly status: DeployAttempt['status'];
  readonly since: Date;
}

/** How what looked at the running commit ended: it failed, or was abandoned. */
export interface UnverifiedCommit {
  readonly release: string;
  readonly commit: string | undefined;
  readonly status: FailedVerify['status'];
  readonly since: Date;
}

export interface ReleaseOnItsWay {
  readonly release: string;
  readonly commit: string | undefined;
  readonly subject: string;
  readonly status: string;
  readonly startedAt: Date;
  /** The stage it is in, or waits to enter. */
  readonly stage: string | undefined;
  /** What runs in that stage, by name. */
  readonly action: string | undefined;
  readonly waitsFor: OnItsWay['waitsFor'];
  /** The condition of its stage that it does not meet yet. */
  readonly heldBy: StageCondition | undefined;
}

/** A commit that was rolled back and not released again since. */
export interface HeldCommit extends TitledCommit {
  /** The commit that was gone back to. */
  readonly rolledBackTo: string | undefined;
  readonly at: Date;
}

/** How many things of an environment are not as a commit says. */
export interface FoundDrift {
  readonly commit: string;
  readonly count: number;
  readonly comparedAt: Date;
}

/** The release that ended without success and is why the branch's tip does not run. */
export interface FailedCommit {
  readonly release: string;
  readonly status: string;
  readonly commit: string | undefined;
  /** The condition of a stage that it failed, where that was why. */
  readonly condition: StageCondition | undefined;
}

/** How an environment stands. `gitenv status --json` prints it as it is, with null for what is undefined. */
export interface Standing {
  /** What should run: the branch's tip. Undefined before the first push. */
  readonly wanted: TitledCommit | undefined;
  /** What runs: the commit whose deploy succeeded last. */
  readonly running: RunningCommit | undefined;
  /** What the environment is between `running` and; undefined if `running` is there as a whole. */
  readonly partial: PartialCommit | undefined;
  /** Why what runs is not good, although its deploy succeeded; undefined if it is, or nothing looks at deploys. */
  readonly unverified: UnverifiedCommit | undefined;
  /** Newest first. */
  readonly onItsWay: readonly ReleaseOnItsWay[];
  readonly failed: FailedCommit | undefined;
  /** Newest first. */
  readonly held: readonly HeldCommit[];
  /** The one command that brings what should run, if that does not run and nothing is on its way. */
  readonly wayOn: string | undefined;
  /** What the latest comparison with the running commit found; undefined where none is scheduled, or none was made yet. */
  readonly drift: FoundDrift | undefined;
  /** What keeps releases out: a lock, or the words of somebody who closed the pipeline without gitenv. */
  readonly closed: Closed | undefined;
  /** How far it is on the way to deploys that no build can change; undefined if it is there, or never will be. */
  readonly protection: ProtectionToCome | undefined;
  /** A lock whose time has not come; undefined as well if AWS does not say. */
  readonly lockToCome: LockToCome | undefined;
}

/** One release as the measures see it. */
export interface MeasuredRelease {
  readonly id: string;
  readonly commit: string | undefined;
  readonly startedAt: Date;
  /** Undefined while it is under way. */
  readonly endedAt: Date | undefined;
  readonly succeeded: boolean;
  /** It put an older commit back in place of a newer one. */
  readonly isRollback: boolean;
  /** A rollback that came later took its commit away again. */
  readonly isRolledBack: boolean;
  /** Every time that its Deploy stage ran, oldest first; empty if it never got there. */
  readonly deploys: readonly MeasuredDeploy[];
  /** How long people let it wait for their approval, in ms; undefined if nobody was asked. */
  readonly approvalMs: number | undefined;
  /** Guards that were overridden for it, by name. */
  readonly overridden: readonly string[];
}

/** One run of the Deploy stage. */
export interface MeasuredDeploy {
  readonly startedAt: Date;
  readonly endedAt: Date;
  /** It came to nothing after it had begun to change something, or what it put there did not verify. */
  readonly hasFailed: boolean;
}

/** A commit as git knows it. */
export interface CommitFacts {
  readonly commit: string;
  readonly parents: readonly string[];
  /** Of the committer, which a rebase sets anew. */
  readonly committedAt: Date;
}

/** What is measured: one application, the last environment of its path, and a window of time. */
export interface Measured {
  /** Of the last environment, oldest first, as far back as known. */
  readonly releases: readonly MeasuredRelease[];
  /** Of the first environment, oldest first: when an account first saw a commit. */
  readonly firstSeen: readonly Pick<MeasuredRelease, 'commit' | 'startedAt'>[];
  /** By commit. Those that this clone does not have are missing. */
  readonly commits: ReadonlyMap<string, CommitFacts>;
  readonly from: Date;
  readonly to: Date;
}

import type { Reason } from '../release/guards/reason';
import type { Closed } from '../release/lock/closed';
import type { Started } from '../release/pusher';
import type { Release } from '../release/release';
import type { Verdict } from '../release/verdict';
import type { Proof, ProvingEnvironment } from './proof';

/** What the gate goes by. All of it is CodePipeline's word, the stack's, or signed. */
export interface GateFacts {
  readonly environment: string;
  readonly application: string;
  readonly region: string;
  /** The execution that is about to deploy, and the commit that Source put out in it. */
  readonly execution: GateExecution;
  /** What was released before it began, newest first, by CodePipeline's executions and by records where those are gone. */
  readonly past: readonly Release[];
  readonly withdrawn: readonly Withdrawal[];
  /** The environment before this one; undefined if there is none. */
  readonly upstream: ProvingEnvironment | undefined;
  /** What upstream has signed for this commit, in any order; what is not upstream's is in `notProofs`. */
  readonly proofs: readonly Proof[];
  /** Why files that lie where proofs are brought to count for nothing. */
  readonly notProofs: readonly string[];
  /** The highest sequence that this environment has seen of upstream's chain, by the key's fingerprint. */
  readonly seen: ReadonlyMap<string, number>;
  readonly approval: ApprovalFacts;
  /** Digest of the bundle that the execution deploys; undefined if its kit bundles nothing. */
  readonly bundle: string | undefined;
  /** Whether environments deploy the same bundle, so that it has to be the proven one. */
  readonly takesProvenBundle: boolean;
  /** What keeps releases out; undefined if the way is open. */
  readonly closed: Closed | undefined;
  /** The reason that was given for this very release; undefined without one. */
  readonly reason: Reason | undefined;
}

export interface GateExecution extends Started {
  readonly id: string;
  /** Undefined where CodePipeline does not say, which nothing passes. */
  readonly commit: string | undefined;
  /** By CodePipeline's clock. */
  readonly startedAt: Date;
  readonly pushedBy: string | undefined;
}

/** That somebody said of a commit that it goes no further. */
export interface Withdrawal {
  readonly commit: string;
  readonly by: string;
  readonly at: Date;
  readonly reason: string;
}

export interface ApprovalFacts {
  /** Whether the environment asks for approval in any form. */
  readonly isAsked: boolean;
  /** What the guard put out in Build; undefined where that did not run, as in RollbackStage. */
  readonly word: ApprovalWord | undefined;
  readonly verdict: Verdict | undefined;
  /** Whether it has to be another person than who pushed. */
  readonly isSeparate: boolean;
}

/** What GITENV_APPROVAL may be. */
export const approvalWords = ['needed', 'not-needed'] as const;
export type ApprovalWord = (typeof approvalWords)[number];

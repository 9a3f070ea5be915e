import type { Plan } from '../bundle/plan';
import type { GitenvError } from '../errors';
import type { ExplainedRelease } from '../inspect/history';
import type { EnvironmentStatus } from '../inspect/status';
import type { Measures, WeekOfMeasures } from '../measures/measures';
import type { Objection } from '../release/guards/move';
import type { CommitGraph } from './commit-graph';

/** Everything that the page shows, as it was at one moment. */
export interface Report {
  readonly application: string;
  readonly madeAt: Date;
  /** Releases that ended before are not in it. */
  readonly since: Date;
  /** In the order of the path. */
  readonly environments: readonly ReportedEnvironment[];
  /** Of the last environment of the path; undefined where it did not answer. */
  readonly measured: MeasuredEnvironment | undefined;
  readonly graph: CommitGraph;
  /** By commit, newest first. */
  readonly tags: ReadonlyMap<string, readonly string[]>;
}

export interface ReportedEnvironment {
  readonly status: EnvironmentStatus;
  /** Why its history cannot be read. */
  readonly error: GitenvError | undefined;
  /** Newest first; empty where it did not answer. */
  readonly releases: readonly ReportedRelease[];
  /** Whether the account itself decides what is deployed. */
  readonly isGuarded: boolean;
  /** What speaks now against promoting what runs upstream; undefined where there is nothing to promote, or that is not known, as where the account decides. */
  readonly objections: readonly Objection[] | undefined;
  /** What `gitenv rollback` would go to; undefined where there is nothing, or that is not known. */
  readonly rollbackTo: ReportedRelease | undefined;
  /** The pipeline's page in the AWS console; undefined where there is none. */
  readonly console: string | undefined;
}

export interface ReportedRelease extends ExplainedRelease {
  /** What ran before it; undefined for the first. */
  readonly before: string | undefined;
  /** What would change, of a release that waits for an approval. */
  readonly plan?: Plan | undefined;
  /** The end of the log of its failing command; of the newest failures alone. */
  readonly lastWords?: readonly string[] | undefined;
}

export interface MeasuredEnvironment {
  readonly environment: string;
  readonly measures: Measures;
  readonly weeks: readonly WeekOfMeasures[];
}

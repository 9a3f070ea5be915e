import type { Context } from '../../../base/context';
import type { Action, Pipeline } from '../model/declaration';
import type { ActionRun, ExecutionRecord, Outcome } from '../model/records';

/** What an action is given to run with. */
export interface Task {
  readonly context: Context;
  readonly pipeline: Pipeline;
  readonly execution: ExecutionRecord;
  readonly stage: string;
  readonly action: Action;
  /** Its configuration stands resolved in `run.resolved`, its artifacts' places in `inputs` and `outputs`. */
  readonly run: ActionRun;
  /** Puts on record what is known before the end, such as a build's id. */
  report(progress: Pick<ActionRun, 'externalId' | 'externalUrl' | 'logStreamArn'>): void;
}

/** One kind of action: what a declaration of it may hold, and how it runs. */
export interface ActionKind {
  /** Fewest and most input and output artifacts. */
  readonly inputs: readonly [number, number];
  readonly outputs: readonly [number, number];
  /** Configuration keys; any other is refused. */
  readonly required: readonly string[];
  readonly optional: readonly string[];
  /** Whether it takes `commands`, `outputVariables`, `environmentVariables` and `files`. */
  readonly commands?: boolean;
  /** @returns what is wrong with the configuration, in a sentence */
  check?(action: Action): string | undefined;
  /** Absent where a person decides. What it throws fails the action. */
  perform?(task: Task): Promise<Outcome>;
  /** Takes up, after a restart, what `perform` had begun and reported the external id of. */
  resume?(task: Task): Promise<Outcome>;
  /** True where running it a second time after a crash changes nothing. */
  readonly repeatable?: boolean;
}

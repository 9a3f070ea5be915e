import type { Context } from '../../../base/context';
import type { Rule } from '../model/declaration';
import type { ErrorRecord, ExecutionRecord, RuleRun } from '../model/records';

/** What a rule says when it is asked. */
export type Verdict =
  | {
      readonly status: 'Succeeded' | 'Failed';
      readonly summary?: string;
      readonly error?: ErrorRecord;
      readonly externalId?: string;
      readonly externalUrl?: string;
    }
  /** Not yet: ask again then. */
  | { readonly wakes: Date };

export interface RuleTask {
  readonly context: Context;
  readonly pipeline: string;
  readonly roleArn: string;
  readonly execution: ExecutionRecord;
  readonly rule: Rule;
  readonly run: RuleRun;
}

/** One kind of rule. It answers at once (`evaluate`) or runs something (`perform`). */
export interface RuleKind {
  readonly required: readonly string[];
  readonly optional: readonly string[];
  /** Whether it takes `commands` and input artifacts. */
  readonly commands?: boolean;
  /** Whether a condition with it may have the result SKIP. */
  readonly skips?: boolean;
  /** @returns what is wrong with the configuration, in a sentence */
  check?(configuration: Readonly<Record<string, string>>): string | undefined;
  evaluate?(configuration: Readonly<Record<string, string>>, now: Date): Verdict;
  perform?(task: RuleTask): Promise<Verdict>;
}

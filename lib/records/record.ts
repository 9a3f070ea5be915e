import type { ReleaseAction } from '../release/release';

/** What one record says, as an in-toto Statement. What CodePipeline cannot tell is left out, and nothing is made up. */
export interface RecordStatement {
  readonly _type: 'https://in-toto.io/Statement/v1';
  readonly subject: readonly Subject[];
  readonly predicateType: string;
  readonly predicate: RecordHead & { readonly [what: string]: unknown };
}

interface Subject {
  readonly name: string;
  readonly digest: Readonly<Record<string, string>>;
}

/** What all records have. Times are ISO 8601 in UTC. */
export interface RecordHead {
  readonly application: string;
  readonly environment: string;
  readonly account: string;
  readonly region: string;
  /** From 1 on, without a gap: the name of the record's object. */
  readonly sequence: number;
  /** SHA-256 of the object of the record before, 64 hex digits; null of the first. */
  readonly previous: string | null;
  readonly recordedAt: string;
  readonly stack: StackDigests;
}

/** SHA-256 of what the environment's stack and that of its guard are made of, as they are when the record is made. */
export interface StackDigests {
  readonly template: string;
  readonly parameters: string;
  /** Null where the guard has no stack of its own. */
  readonly guardTemplate: string | null;
  readonly guardParameters: string | null;
}

export const predicateTypes = {
  begin: 'urn:gitenv:begin:1',
  release: 'urn:gitenv:release:1',
  stack: 'urn:gitenv:stack:1',
} as const;
export type RecordKind = keyof typeof predicateTypes;

/** One end of one release. An execution that was tried again ends again. */
export interface ReleaseEnd {
  readonly execution: string;
  /** 1 for the first end; one more for each time that a stage was tried again. */
  readonly attempt: number;
  /** AWS's word, such as Succeeded. */
  readonly outcome: string;
  readonly commit: string | null;
  readonly subject: string;
  readonly startedAt: string;
  readonly endedAt: string;
}

/** What the first record of an environment has of each release that had ended by then, newest first. */
export type EarlierEnd = ReleaseEnd;

export interface ReleasePredicate extends RecordHead, ReleaseEnd {
  readonly trigger: { readonly type: string | null; readonly detail: string | null };
  /** ARN; null where AWS does not say. */
  readonly pushedBy: string | null;
  readonly tree: string | null;
  readonly bundle: string | null;
  readonly plan: string | null;
  readonly stopReason: string | null;
  readonly approval: {
    readonly answer: string;
    readonly by: string | null;
    readonly comment: string;
  } | null;
  readonly actions: readonly RecordedAction[];
  /** The commit that ran before, by the executions: the latest that was released successfully. */
  readonly before: string | null;
  readonly isRollback: boolean;
}

/** One time that an action ran. */
export interface RecordedAction {
  readonly stage: string;
  readonly name: string;
  readonly status: string;
  readonly startedAt: string;
  readonly endedAt: string;
  readonly by: string | null;
  readonly build: string | null;
  /** What it says of its end. */
  readonly summary: string | null;
  readonly variables: Readonly<Record<string, string>>;
}

export function statementOf(
  kind: RecordKind,
  subject: readonly Subject[],
  predicate: RecordStatement['predicate'],
): RecordStatement {
  return {
    _type: 'https://in-toto.io/Statement/v1',
    subject,
    predicateType: predicateTypes[kind],
    predicate,
  };
}

/** What a record of a release is about: digests alone, by which it is found. */
export function subjectsOf(application: string, end: ReleasePredicateFacts): Subject[] {
  const { commit, tree, bundle, plan, execution } = end;
  const digest = (name: string, text: string | null) =>
    text === null ? [] : [{ name, digest: { sha256: text.replace(/^sha256:/, '') } }];
  const tip = commit === null ? [] : [{ name: application, digest: { gitCommit: commit } }];
  const content = tree === null ? [] : [{ name: 'tree', digest: { gitTree: tree } }];
  const found = [...tip, ...content, ...digest('bundle', bundle), ...digest('plan', plan)];
  // One that never learnt its commit still is something.
  const itself = { name: execution, digest: { execution: execution.replaceAll('-', '') } };
  return found.length > 0 ? found : [itself];
}

export type ReleasePredicateFacts = Omit<ReleasePredicate, keyof RecordHead>;

/** How often stages of an execution were tried again, and once for its first end. */
export function attemptOf(actions: readonly ReleaseAction[]): number {
  const times = new Map<string, Map<string, number>>();
  for (const { stage, name } of actions) {
    const counts = times.get(stage) ?? new Map<string, number>();
    times.set(stage, counts.set(name, (counts.get(name) ?? 0) + 1));
  }
  const again = [...times.values()].map((counts) => Math.max(...counts.values()) - 1);
  return 1 + again.reduce((sum, one) => sum + one, 0);
}

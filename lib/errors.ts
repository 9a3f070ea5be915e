import { fieldsOf, textOrNone } from './fields';

/** What the process exits with. The numbers are documented in the README and never change meaning. */
export const ExitCode = {
  ok: 0,
  bug: 1,
  usage: 2,
  setup: 3,
  access: 4,
  refused: 5,
  releaseFailed: 6,
  interrupted: 130,
} as const;

/**
 * Every way gitenv fails on purpose: a stable code and what the process exits with for it.
 * A code is added here first; the message is composed where the fact is known.
 */
export const errorCodes = {
  USAGE: ExitCode.usage,
  UNKNOWN_ENVIRONMENT: ExitCode.usage,
  UNKNOWN_COMMIT: ExitCode.usage,
  AMBIGUOUS_COMMIT: ExitCode.usage,
  UNKNOWN_SETTING: ExitCode.usage,
  BAD_VALUE: ExitCode.usage,
  CONFIRMATION_NEEDED: ExitCode.usage,
  DECLINED: ExitCode.usage,
  NOT_A_REPOSITORY: ExitCode.setup,
  EMPTY_REPOSITORY: ExitCode.setup,
  SHALLOW_REPOSITORY: ExitCode.setup,
  NO_CONFIG: ExitCode.setup,
  BAD_CONFIG: ExitCode.setup,
  BAD_COMMIT: ExitCode.setup,
  BAD_REMOTE: ExitCode.setup,
  BAD_SUBMODULE: ExitCode.setup,
  MISSING_SUBMODULE: ExitCode.setup,
  NO_REMOTE: ExitCode.setup,
  NO_ADDRESS: ExitCode.setup,
  NO_LOGS: ExitCode.setup,
  NOT_INSTALLED: ExitCode.setup,
  NOT_IN_A_BUILD: ExitCode.setup,
  NO_BUCKET: ExitCode.setup,
  STACK_STUCK: ExitCode.setup,
  RECORDS_BROKEN: ExitCode.releaseFailed,
  NO_RECORDS: ExitCode.setup,
  OTHER_PROJECT: ExitCode.refused,
  UNSETTLED: ExitCode.refused,
  STACK_FAILED: ExitCode.refused,
  STALE_PLAN: ExitCode.refused,
  TOOL_MISSING: ExitCode.setup,
  TOOL_FAILED: ExitCode.releaseFailed,
  DEPLOY_FAILED: ExitCode.releaseFailed,
  NOT_READABLE: ExitCode.setup,
  NOT_WRITABLE: ExitCode.setup,
  LOCAL_NOT_RUNNING: ExitCode.setup,
  LOCAL_BUSY: ExitCode.setup,
  LOCAL_FAILED: ExitCode.setup,
  NO_CREDENTIALS: ExitCode.access,
  EXPIRED_CREDENTIALS: ExitCode.access,
  REFUSED_CREDENTIALS: ExitCode.access,
  WRONG_ACCOUNT: ExitCode.access,
  ACCESS_DENIED: ExitCode.access,
  CLOCK_SKEW: ExitCode.access,
  UNREACHABLE: ExitCode.refused,
  THROTTLED: ExitCode.refused,
  AWS_REFUSED: ExitCode.refused,
  GIT_FAILED: ExitCode.refused,
  LOST_LEASE: ExitCode.refused,
  DOWNGRADE: ExitCode.refused,
  NOTHING_TO_ROLL_BACK_TO: ExitCode.refused,
  NOTHING_TO_PROMOTE: ExitCode.refused,
  NOT_PROVEN: ExitCode.refused,
  ROLLED_BACK: ExitCode.refused,
  ROLLING_BACK: ExitCode.refused,
  KEPT_REASON: ExitCode.refused,
  UNCHECKED: ExitCode.refused,
  MISSING_CONFIG: ExitCode.refused,
  WOULD_FAIL: ExitCode.refused,
  CONFIG_STUCK: ExitCode.refused,
  NO_VALUE: ExitCode.refused,
  NOT_STARTED: ExitCode.refused,
  NOTHING_WAITS: ExitCode.refused,
  NOT_THE_ONE: ExitCode.refused,
  SEPARATE_APPROVER: ExitCode.refused,
  LOCKED: ExitCode.refused,
  WOULD_STOP_RELEASE: ExitCode.refused,
  NO_PLAN: ExitCode.refused,
  BUILD_FAILED: ExitCode.refused,
  DRIFTED: ExitCode.releaseFailed,
  BUNDLE_DIFFERS: ExitCode.refused,
  BUNDLE_BROKEN: ExitCode.refused,
  NO_BUNDLE: ExitCode.refused,
  NOTHING_RUNS: ExitCode.refused,
  RELEASE_FAILED: ExitCode.releaseFailed,
  TESTS_FAILED: ExitCode.releaseFailed,
  RELEASE_GONE: ExitCode.releaseFailed,
  INTERRUPTED: ExitCode.interrupted,
} as const;

export type ErrorCode = keyof typeof errorCodes;

const brand = Symbol.for('gitenv.error');

/** What is known of a failure beside its clause. */
export interface Facts {
  /**
   * `nothing`, where the failure came before anything was changed, and that is worth saying; `put back`, where what was
   * changed is as it was before, which the words of the failure say; `aside`, where nothing was deployed, and the words say
   * what else may have changed. What ran before still runs in each.
   */
  readonly changed?: 'nothing' | 'put back' | 'aside' | undefined;
  /** Whole sentences that follow, such as how far a longer work came. */
  readonly further?: string | undefined;
  /** Whole sentences: what to do, as far as no command does it, or what the commands of the hint do. */
  readonly advice?: string | undefined;
  /** Commands that get the user further, a line each, as a shell takes them. Words are in the advice. */
  readonly hint?: string | undefined;
  readonly cause?: unknown;
}

/**
 * A failure the user can act on. Anything thrown that is not a GitenvError is a bug in gitenv and is shown as one.
 * It is kept as facts: `clause` says what is wrong, with the user's own names in it and without a full stop, so that
 * it can stand inside another sentence. `message` is the sentences that are made of the facts.
 */
export class GitenvError extends Error {
  override readonly name = 'GitenvError';
  readonly [brand] = true;
  readonly changed: Facts['changed'];
  readonly further: string;
  readonly advice: string | undefined;
  readonly hint: string | undefined;

  /** @param clause what is wrong; a full stop at its end, as words of others may have, does no harm */
  constructor(
    readonly code: ErrorCode,
    clause: string,
    { changed, further = '', advice, hint, cause }: Facts = {},
  ) {
    super(messageOf(asClause(clause), changed, further), cause === undefined ? {} : { cause });
    this.clause = asClause(clause);
    this.changed = changed;
    this.further = further;
    this.advice = advice;
    this.hint = hint;
  }

  readonly clause: string;

  get exitCode(): number {
    return errorCodes[this.code];
  }

  /** The same failure with other or more facts. The one it was is its cause. */
  with(facts: Facts): GitenvError {
    const { changed, advice, hint } = this;
    const further = joined(this.further, facts.further ?? '');
    return new GitenvError(this.code, this.clause, {
      changed,
      advice,
      hint,
      cause: this,
      ...facts,
      further,
    });
  }

  /** Also true of an error from another bundle of gitenv, whose class is a copy of this one. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return typeof value === 'object' && value !== null && brand in value;
  }
}

/** Words of AWS, git or a person as a part of a sentence of ours: on one line, without a full stop at their end. */
export function asClause(words: string): string {
  return words.trimEnd().replace(/(?<!\.)\.$/, '');
}

/** What is wrong, of any failure, as a part of a sentence of ours. */
export function clauseOf(error: unknown): string {
  if (error instanceof GitenvError) return error.clause;
  return asClause(error instanceof Error ? error.message : String(error));
}

/**
 * A failure with facts beside those it has.
 * @param code of one that comes from elsewhere, such as AWS, in its own words
 */
export function withFacts(error: unknown, code: ErrorCode, facts: Facts): GitenvError {
  if (error instanceof GitenvError) return error.with(facts);
  return new GitenvError(code, clauseOf(error), { cause: error, ...facts });
}

function messageOf(clause: string, changed: Facts['changed'], further: string): string {
  const whole = changed === 'nothing' ? `${clause}; nothing was changed` : clause;
  // As an escape: one letter beyond ASCII would have V8 read every program of ours at twice the size.
  const sentence = /[?!\u2026:]$/.test(whole) ? whole : `${whole}.`;
  return joined(sentence, further);
}

/** What begins with a line of its own follows without a space. */
function joined(one: string, other: string): string {
  const isApart = one === '' || other === '' || other.startsWith('\n');
  return isApart ? `${one}${other}` : `${one} ${other}`;
}

/** `ENOENT` and the like, where it was the system that failed. */
export function systemCode(error: unknown): string | undefined {
  return textOrNone(fieldsOf(error).code);
}

/** What AWS or the system calls a failure, such as `NoSuchBucket`; empty where it has no name. */
export function failureName(error: unknown): string {
  return textOrNone(fieldsOf(error).name) ?? '';
}

/** What a failure says, whole. */
export function failureMessage(error: unknown): string {
  return textOrNone(fieldsOf(error).message) ?? String(error);
}

/** The HTTP status by which AWS refused; undefined where nothing was answered. */
export function failureStatus(error: unknown): number | undefined {
  const { httpStatusCode } = fieldsOf(fieldsOf(error).$metadata);
  return typeof httpStatusCode === 'number' ? httpStatusCode : undefined;
}

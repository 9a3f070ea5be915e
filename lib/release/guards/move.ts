import type { SettingState } from '../../config/setting';
import type { ErrorCode, GitenvError } from '../../errors';
import type { Release } from '../release';
import type { Guard } from './override';

/** What is known before a branch is moved. */
export interface MoveFacts {
  readonly environment: string;
  readonly branch: string;
  readonly to: string;
  /** What is in place and `to` lacks. */
  readonly lacks: readonly string[];
  /** `to` is part of what is in place, so that to release it takes commits away and brings none. */
  readonly isContained: boolean;
  /** Newest first; why they cannot be listed, where they cannot. */
  readonly releases: readonly Release[] | GitenvError;
  /** The environment before this one on the path. */
  readonly upstream:
    | { readonly name: string; readonly releases: readonly Release[] | GitenvError }
    | undefined;
  /** What `to` declares that it needs, and the environment has not. */
  readonly lacking?: LackingSettings | undefined;
  /** What a look at `to` has found; undefined where nobody looked. */
  readonly found?: LookFindings | undefined;
}

/** Why a move should not be made. */
export interface Objection {
  /** What sets it aside beside a reason; undefined where a reason for the named commit does. */
  readonly guard: Guard | undefined;
  readonly code: ErrorCode;
  /** A sentence without its full stop. */
  readonly message: string;
  /** Whole sentences: what to do instead, where no command does it. */
  readonly advice?: string | undefined;
  /** A better way than to insist, a command a line. */
  readonly hint?: string | undefined;
}

/** What a commit declares that it needs, and an environment has not. */
export interface LackingSettings {
  readonly settings: readonly SettingState[];
  /** Names that only the commit declares, and what is checked out does not. */
  readonly declaredElsewhere: ReadonlySet<string>;
}

/** What a look at the commit itself has found. */
export interface LookFindings {
  /** Sentences without their full stops. */
  readonly whats: readonly string[];
  /** Whole sentences: what to do about those that no command fixes. */
  readonly advice: readonly string[];
  /** Commands that fix the others. */
  readonly fixes: readonly string[];
}

import type { StackChange } from '../../aws/stack/stack';
import type { StackEvent } from '../../aws/stack/stack-events';
import type { NewUpstream } from '../../config/path';
import type { OnItsWay } from '../../release/state/on-its-way';
import type { ApartEvent } from '../apart/keep-apart';
import type { ChosenKit } from '../kits/detect-kit';
import type { PolicyEvent, RightsPort } from '../policy/decide';
import type { ProtectionEvent } from '../protection/parameter';
import type { GateEvent } from './stack/gate';

/** What becomes of the stack of a guard. It follows where the bucket that it needs comes with the environment's own stack. */
export interface PlannedGuard {
  readonly becomes: 'new' | 'changed' | 'following' | 'gone';
  readonly changes: readonly StackChange[];
}

/** What happens while environments are set up, in the order it happens. */
export type InitEvent =
  /** The profile was not named by anybody: this one was found under the environment's name. */
  | { readonly kind: 'profileFound'; readonly environment: string; readonly profile: string }
  | {
      readonly kind: 'verified';
      readonly environment: string;
      readonly account: string;
      readonly region: string;
      readonly arn: string;
    }
  /** The account has a repository of the application's name that no stack made; it will be used as it is. */
  | { readonly kind: 'repositoryFound'; readonly environment: string; readonly repository: string }
  /** The environment was removed since the last commit, whose settings it has again. */
  | {
      readonly kind: 'settingsTakenUp';
      readonly environment: string;
      /** As in `gitenv.json`. */
      readonly names: readonly string[];
    }
  /** Commits take another path from now on. */
  | {
      readonly kind: 'pathChanges';
      readonly path: readonly string[];
      readonly upstreams: readonly NewUpstream[];
    }
  /** The new pipeline starts by itself, on what the repository has. */
  | {
      readonly kind: 'startsRelease';
      readonly environment: string;
      readonly branch: string;
      readonly commit: string;
      readonly subject: string;
      /** Whether nothing enters Deploy until somebody lets it. */
      readonly isHeld: boolean;
    }
  /** The change of the pipeline stops what is on its way. */
  | { readonly kind: 'stopsRelease'; readonly environment: string; readonly way: OnItsWay }
  /** CloudFormation is at work on the stack already. */
  | { readonly kind: 'waiting'; readonly environment: string; readonly status: string }
  /** The same would be done in each of these environments. */
  | {
      readonly kind: 'planned';
      readonly environments: readonly string[];
      readonly isNew: boolean;
      /** Undefined where the stack stays as it is. */
      readonly changes: readonly StackChange[] | undefined;
      /** Repositories of submodules that would be made beside the stack. */
      readonly repositories: readonly string[];
      /** Undefined where its stack stays as it is, or there is none. */
      readonly guard: PlannedGuard | undefined;
    }
  | ProtectionEvent
  | ApartEvent
  | GateEvent
  | PolicyEvent
  | { readonly kind: 'unchanged'; readonly environment: string }
  | { readonly kind: 'repositoryMade'; readonly environment: string; readonly repository: string }
  | { readonly kind: 'progress'; readonly environment: string; readonly event: StackEvent }
  | { readonly kind: 'installed'; readonly environment: string; readonly isNew: boolean }
  | { readonly kind: 'failed'; readonly environment: string; readonly message: string }
  | {
      readonly kind: 'remoteMoved';
      readonly environment: string;
      readonly from: string;
      readonly to: string;
    };

export interface PlaceQuestion {
  readonly environment: string;
  readonly path: readonly string[];
  readonly choices: readonly (string | undefined)[];
  /** What is taken where nothing else is said. */
  readonly usual: string | undefined;
}

/** How setting up talks with whoever asked for it. */
export interface InitPort {
  say(event: InitEvent): void;
  /**
   * Asks before the account is changed.
   * @throws GitenvError DECLINED, CONFIRMATION_NEEDED
   */
  confirm(question: string): Promise<void>;
  /** Asks before a stack that cannot be repaired is deleted; `--yes` alone does not answer this. */
  confirmReplacement(question: string): Promise<void>;
  whenInterrupted(sentence: string, hint?: string): void;
}

/** The same, where environments may be new. */
export interface PlacingPort extends InitPort, Pick<RightsPort, 'chooseRights'> {
  /**
   * Asks which environment a new one is to follow.
   * @returns one of the choices; undefined stands for the first place
   * @throws GitenvError CONFIRMATION_NEEDED where nobody can be asked, DECLINED
   */
  choosePlace(question: PlaceQuestion): Promise<string | undefined>;
  /**
   * Asks which kit is meant, if files speak for several.
   * @param choices the likeliest first
   * @returns the name of one of them
   * @throws GitenvError CONFIRMATION_NEEDED where nobody can be asked, DECLINED
   */
  chooseKit(choices: readonly ChosenKit[]): Promise<string>;
  /** Asks whether a deployspec to fill in is to be written; false where nobody can be asked. */
  offerDeployspec(): Promise<boolean>;
  /** Asks whether ./verify is to run after deploys in these environments; undefined where nobody can be asked. */
  offerVerify(environments: readonly string[]): Promise<boolean | undefined>;
}

/** What the page is drawn from, short enough for ten thousand releases: what repeats is named by its place in a list. */
export interface PageData {
  readonly application: string;
  /** The view that the page opens with, such as `#/release/prd/next`. */
  readonly opensAt?: string;
  /** In ms since 1970, as all moments here. */
  readonly madeAt: number;
  readonly since: number;
  /** Names of those who released, approved or wrote. */
  readonly people: readonly string[];
  readonly commits: readonly CommitRow[];
  /** Names of stages and actions, and of what starts releases. */
  readonly actions: readonly string[];
  /** By the commit's place. */
  readonly tags: Readonly<Record<number, readonly string[]>>;
  readonly environments: readonly EnvironmentData[];
  readonly measured: MeasuredData | undefined;
}

/** Hash, packed; subject; author's place; when it was committed. What git here does not know has no subject and author -1. */
export type CommitRow = readonly [hash: string, subject: string, author: number, at: number];

export interface EnvironmentData {
  readonly name: string;
  readonly region: string;
  readonly account: string | undefined;
  readonly upstream: string | undefined;
  /** Commits, newest first, that run in the upstream and not here; undefined where that is not known. */
  readonly waiting: readonly number[] | undefined;
  readonly ahead: number | undefined;
  /** Whether the account itself decides what is deployed. */
  readonly isGuarded: boolean;
  /** What speaks against promoting what runs upstream; undefined where there is nothing to promote, or that is not known. */
  readonly objections: readonly ToldWords[] | undefined;
  readonly console: string | undefined;
  /** Why it could not be asked. */
  readonly error: ToldWords | undefined;
  readonly wanted: number | undefined;
  readonly running: RunningData | undefined;
  /** A deploy of it came to nothing half way. */
  readonly partial: { readonly commit: number | undefined; readonly said: string } | undefined;
  /** The running commit did not verify. */
  readonly isUnverified: boolean;
  /** Releases that passed the gate for a reason alone, and that nobody else has looked at. */
  readonly unreviewed: number;
  readonly onItsWay: readonly WayData[];
  readonly notes: readonly ToldWords[];
  readonly rollbackTo: RollbackTarget | undefined;
  /** Newest first. */
  readonly releases: readonly ReleaseRow[];
}

/** Prose, and the commands that go with them. */
export interface ToldWords {
  readonly said: string;
  readonly kind: 'bad' | 'note';
  readonly commands: readonly string[];
}

export interface RunningData {
  readonly commit: number;
  readonly release: string;
  readonly since: number;
  readonly by: number;
  readonly bundle: string | undefined;
}

export interface WayData {
  readonly release: string;
  readonly commit: number | undefined;
  readonly where: string;
  readonly isHeld: boolean;
  readonly commands: readonly string[];
}

export interface RollbackTarget {
  readonly release: string;
  readonly commit: number;
  /** When its release ended. */
  readonly at: number;
}

export const statusNames = [
  'InProgress',
  'Stopping',
  'Stopped',
  'Succeeded',
  'Superseded',
  'Cancelled',
  'Failed',
  'Abandoned',
] as const;
export type StatusName = (typeof statusNames)[number];

/** What is true of a release, as bits. */
export const releaseFlags = {
  isRollback: 1,
  isRolledBack: 2,
  isRepeated: 4,
  isPlanned: 8,
} as const;

/** One release in few letters. Its id and its bundle's digest are packed: see `packed`. */
export type ReleaseRow = readonly [
  id: string,
  status: number,
  /** -1 where the source stage never learnt it. */
  commit: number,
  startedAt: number,
  /** In ms; -1 while it is under way. */
  duration: number,
  by: number,
  flags: number,
  /** What ran before; -1 where that is not known. */
  before: number,
  /** First of a run of neighbours and how many, pair by pair. */
  brings: readonly number[],
  takes: readonly number[],
  /** What started it, where that was no push, among the names of actions; -1 for a push. */
  trigger: number,
  /** Digest of its bundle, packed; empty where it has none. */
  bundle: string,
  /** Stage, action, status, ms after the start and length in ms, five by five. */
  runs: readonly number[],
  more: ReleaseMore | 0,
];

/** What few releases have. */
export interface ReleaseMore {
  readonly subject?: string;
  readonly reason?: {
    readonly text: string;
    readonly by: string;
    readonly guards: readonly string[];
  };
  readonly verdict?: { readonly answer: string; readonly by: number; readonly comment: string };
  readonly stopped?: { readonly by: string | undefined; readonly reason: string };
  readonly condition?: string;
  readonly failedIn?: string;
  /** What the failed actions say of their end. */
  readonly why?: readonly string[];
  /** The end of the failing command's log. */
  readonly log?: readonly string[];
  /** More commits than are listed. */
  readonly brought?: number;
  readonly taken?: number;
  readonly plan?: PlanData;
}

/** What a release that waits would change. */
export interface PlanData {
  readonly summary: string;
  readonly changes: readonly (readonly [
    action: string,
    type: string,
    name: string,
    detail: string,
  ])[];
  readonly note: string;
}

/** The measures in words. */
export interface MeasuredData {
  readonly environment: string;
  readonly said: string;
  readonly rules: string;
  readonly figures: readonly FigureData[];
  /** What the figures do not say. */
  readonly limits: readonly string[];
}

/** One of the measures as it is drawn. */
export interface FigureData {
  readonly name: string;
  readonly value: string;
  /** What it was made from. */
  readonly n: string;
  /** A value a week, null where there was nothing to measure, and the same in words; empty where there is no trend. */
  readonly trend: readonly (readonly [value: number | null, said: string])[];
  /** The newest of the releases that made it, newest first, and what each of them contributes. */
  readonly behind: readonly (readonly [release: string, said: string])[];
  /** How many there are. */
  readonly behindCount: number;
}

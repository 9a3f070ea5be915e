import type { Change } from './follow';

/** Where the library tells a person what is going on. The library itself never prints. */
export interface Progress {
  /** A change of state, as one line. */
  say(line: string): void;
  /** A line of a build's own output. */
  log(line: string): void;
  /** What Ctrl-C shall say from now on: what goes on without us, and how to look again. */
  whenInterrupted(sentence: string, hint?: string): void;
  /** Every line of a build's log is wanted, with CodeBuild's own bookkeeping. */
  readonly verbose?: boolean;
  /** Nothing of it is shown. */
  readonly isQuiet?: boolean;
  /** Takes over the changes of state while a release is followed, where there is a terminal to show them on. */
  openView?(environment: string): Promise<ReleaseView | undefined>;
}

/** A picture of one release, kept up to date. */
export interface ReleaseView {
  change(change: Change): void;
  /** However the following came to its end. */
  close(): void;
}

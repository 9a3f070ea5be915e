/** Where the library tells a person what is going on. The library itself never prints. */
export interface Progress {
  /** A change of state, as one line. */
  say(line: string): void;
  /** A line of a build's own output. */
  log(line: string): void;
  /** What Ctrl-C shall say from now on: what goes on without us, and how to look again. */
  whenInterrupted(sentence: string, hint?: string): void;
}

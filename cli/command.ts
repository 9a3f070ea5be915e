import type { Session } from './session';

/** The parts of `gitenv --help`, in its order. */
export const groups = ['Set up', 'Release', 'Look'] as const;

/** An argument or option as commander spells it (`<env>`, `[commit]`, `--limit <n>`) and what it means. */
export interface Parameter {
  readonly spelling: string;
  readonly meaning: string;
  /** Commander hands the option over as this when it is not given. */
  readonly fallback?: string | boolean;
  /** The only values allowed; commander refuses others as a usage error. */
  readonly choices?: readonly string[];
  /** May be given more than once; the values come as a list. */
  readonly repeatable?: boolean;
  /** In no help: taken only to say why it is not. */
  readonly hidden?: boolean;
}

export interface Example {
  readonly line: string;
  readonly meaning: string;
}

/** What every command is given beside the words the user typed. */
export interface Input {
  readonly args: readonly string[];
  readonly options: Readonly<Record<string, unknown>>;
}

/**
 * One command. The declaration is its help page; the work is imported inside `run`, so that a command does not
 * load what another needs.
 */
export interface Command {
  readonly name: string;
  /** Only for commands at the top level. */
  readonly group?: (typeof groups)[number];
  /** One line, without a full stop, for the list of commands. */
  readonly summary: string;
  /** What a user has to know beyond the summary. */
  readonly description?: string;
  readonly arguments?: readonly Parameter[];
  readonly options?: readonly Parameter[];
  readonly examples?: readonly Example[];
  /** Commands below this one, as `local up`; a command has these or `run`. */
  readonly commands?: readonly Command[];
  /**
   * @returns the exit code where the result itself says that something is wrong; nothing for 0
   */
  run?(session: Session, input: Input): Promise<number | undefined>;
}

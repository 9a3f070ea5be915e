import type { Config } from '../lib/config/config';
import type { Environment } from '../lib/config/environment';
import type { Output } from './terminal/output';

/** The work tree a command was called in, and what its `gitenv.json` says. */
export interface Project {
  /** Root of the work tree. */
  readonly root: string;
  /** With the profiles that this clone uses, so that it is never written back. */
  readonly config: Config;
  /** In the order of the path. */
  readonly environments: readonly Environment[];
  /** @throws GitenvError UNKNOWN_ENVIRONMENT saying which exist */
  environment(name: string): Environment;
}

export interface ChoiceOptions {
  readonly choices: readonly string[];
  readonly usual: string | undefined;
  /** What else may be answered. */
  readonly others?: RegExp;
  /** False where the command line says that nothing is to be asked. */
  readonly mayAsk: boolean;
  /** A whole sentence: how it is said without being asked. */
  readonly otherwise: string;
}

/**
 * Everything a command may touch. A command never reaches for the process, the console, files, git or AWS itself: it
 * hands paths and environments from here to the library, and the library's values to the output.
 */
export interface Session {
  readonly output: Output;
  /** Where the command was called, or what `-C` said; absolute. */
  readonly directory: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The command line as it was typed, which can be typed again with more. */
  readonly typed: string;
  /** Whether the command line says yes to all that may be asked. */
  readonly assumeYes: boolean;
  /** Root of the installed package: `dist/`, `buildspecs/` and `examples/` are below it. */
  readonly packageRoot: string;
  /** The bundled server of `gitenv local`. */
  readonly serverFile: string;
  /** Aborted by Ctrl-C, just before the process ends with 130. */
  readonly signal: AbortSignal;
  readonly now: () => Date;
  /**
   * @param directory another folder than `directory`, and relative to it
   * @throws GitenvError NOT_A_REPOSITORY, NO_CONFIG, BAD_CONFIG
   */
  project(directory?: string): Promise<Project>;
  /**
   * Asks on the terminal.
   * @param options.assumeYes whether the option was given that answers without asking
   * @param options.option that option, `--yes` unless said
   * @throws GitenvError DECLINED for anything but yes; CONFIRMATION_NEEDED where nobody can be asked
   */
  confirm(question: string, options: { assumeYes: boolean; option?: string }): Promise<void>;
  /**
   * Asks which of several it is to be.
   * @returns what was typed, one of the choices; the usual one for an empty line
   * @throws GitenvError DECLINED for anything else; CONFIRMATION_NEEDED, with its hint, where nobody can be asked
   */
  choose(question: string, options: ChoiceOptions): Promise<string>;
  /**
   * Asks for a name to be typed, before what cannot be taken back.
   * @param given the name where it was said on the command line
   * @throws GitenvError DECLINED for another name; CONFIRMATION_NEEDED where nobody can be asked
   */
  confirmName(name: string, given: string | undefined): Promise<void>;
  /**
   * Reads a value that nobody else may see: all of standard input, or what is typed on a terminal that does not show it.
   * @param longest bytes after which no more is read
   * @throws GitenvError DECLINED where nothing was typed; CONFIRMATION_NEEDED where nobody can be asked; NOT_READABLE
   */
  readValue(prompt: string, longest: number): Promise<Uint8Array>;
  /** Opens an address on a desktop; does nothing where there is none, as over SSH or in CI. */
  openInBrowser(address: string): void;
  /** What to say from now on when Ctrl-C ends the command: what goes on without it, and how to look again. */
  whenInterrupted(sentence: string, hint?: string): void;
}

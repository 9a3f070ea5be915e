import type { ArgumentsOf, OptionsOf, Parameter } from './parameter';
import type { Session } from './session';

/** The parts of `gitenv --help`, in its order. */
export const groups = ['Set up', 'Release', 'Look'] as const;

export interface Example {
  readonly line: string;
  readonly meaning: string;
}

/** One command, as the program and the help see it. The declaration is its help page. */
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
  run?(session: Session, input: CommandInput): Promise<number | undefined>;
}

/** The words the user typed, as commander has sorted them by the command's declaration. */
export interface CommandInput {
  readonly args: readonly string[];
  readonly options: Readonly<Record<string, unknown>>;
}

/** The same, with the types that the declaration gives them. */
export interface InputOf<A extends readonly Parameter[], O extends readonly Parameter[]> {
  readonly args: ArgumentsOf<A>;
  readonly options: OptionsOf<O[number]>;
}

interface Declared<A extends readonly Parameter[], O extends readonly Parameter[]>
  extends Omit<Command, 'arguments' | 'options' | 'commands' | 'run'> {
  readonly arguments?: A;
  readonly options?: O;
  /** Imports what it works with, so that a command does not load what another needs. */
  readonly run: (session: Session, input: InputOf<A, O>) => Promise<number | undefined>;
}

/** A command whose `run` is given what its arguments and options declare. */
export function defineCommand<
  const A extends readonly Parameter[] = readonly [],
  const O extends readonly Parameter[] = readonly [],
>({ run, ...page }: Declared<A, O>): Command {
  // Commander parses by the same declaration: test/cli/parameter.test.ts holds the two together.
  return { ...page, run: (session, input) => run(session, input as InputOf<A, O>) };
}

/** What every command takes beside its own options. */
export const globalOptions = [
  { spelling: '-C <dir>', meaning: 'Run as if started in <dir>' },
  { spelling: '--json', meaning: 'Answer with JSON on stdout' },
  { spelling: '-y, --yes', meaning: 'Answer yes to all that is asked, but for names to type' },
  { spelling: '-q, --quiet', meaning: 'Say nothing on the way to the answer' },
  { spelling: '-v, --verbose', meaning: 'Show all that builds print, and redraw nothing' },
] as const satisfies readonly Parameter[];

export type GlobalOptions = OptionsOf<(typeof globalOptions)[number]>;

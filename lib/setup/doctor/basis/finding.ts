/**
 * How one check came out. `unknown` is what could not be asked, because an earlier check of the environment failed; `note`
 * is what nobody has to be able to ask.
 */
export type Outcome = 'ok' | 'note' | 'warning' | 'problem' | 'unknown';

/** What was checked, in the order it is shown. */
export const checks = [
  'git',
  'helper',
  'push',
  'commit',
  'program',
  'credentials',
  'clock',
  'stack',
  'repository',
  'submodules',
  'bundles',
  'protection',
  'guard',
  'apart',
  'rights',
  'person',
  'network',
  'verify',
  'config',
  'remote',
  'releases',
  'lock',
] as const;

export type Check = (typeof checks)[number];

export interface Finding {
  readonly check: Check;
  /** Undefined for what concerns this machine or this repository and no environment. */
  readonly environment: string | undefined;
  readonly outcome: Outcome;
  /** One sentence without its full stop. */
  readonly message: string;
  /** One command, or one short instruction, that fixes it. */
  readonly fix: string | undefined;
  /** Of `person`: the rights that he lacks. */
  readonly lacked?: readonly LackedRight[];
}

/** A right that whoever asks does not have. */
export interface LackedRight {
  readonly action: string;
  readonly resource: string;
  /** What he types that needs it. */
  readonly verbs: readonly string[];
  /** What it is for, after "to". */
  readonly why: string;
}

export function ok(check: Check, environment: string | undefined, message: string): Finding {
  return { check, environment, outcome: 'ok', message, fix: undefined };
}

export function note(check: Check, environment: string | undefined, message: string): Finding {
  return { check, environment, outcome: 'note', message, fix: undefined };
}

export function warning(
  check: Check,
  environment: string | undefined,
  message: string,
  fix: string,
): Finding {
  return { check, environment, outcome: 'warning', message, fix };
}

export function problem(
  check: Check,
  environment: string | undefined,
  message: string,
  fix: string | undefined,
): Finding {
  return { check, environment, outcome: 'problem', message, fix };
}

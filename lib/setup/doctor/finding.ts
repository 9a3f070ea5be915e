/** How one check came out. `unknown` is what could not be asked, because an earlier check of the environment failed. */
export type Outcome = 'ok' | 'warning' | 'problem' | 'unknown';

/** What was checked, in the order it is shown. */
export const checks = [
  'git',
  'helper',
  'buildspecs',
  'credentials',
  'clock',
  'stack',
  'repository',
  'submodules',
  'bundles',
  'rights',
  'network',
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
  /** One command, or one short instruction, that mends it. */
  readonly fix: string | undefined;
}

export function ok(check: Check, environment: string | undefined, message: string): Finding {
  return { check, environment, outcome: 'ok', message, fix: undefined };
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

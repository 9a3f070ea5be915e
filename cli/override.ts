import { checkOverride, type Guard, guards, type Override } from '../lib/release/guards/override';
import type { Parameter } from './command';

const meanings: Readonly<Record<Guard, string>> = {
  'allow-downgrade': 'Also where it undoes commits that are in place; needs --reason',
  'skip-upstream': 'Also what upstream has not released successfully; needs --reason',
  'skip-config': 'Also where the environment lacks configuration that it needs; needs --reason',
  unchecked: 'Also where AWS cannot be asked what runs there; needs --reason',
};

/** The options with which somebody insists where these guards ask. */
export function overrideOptions(asking: readonly Guard[] = guards): Parameter[] {
  return [
    ...asking.map((guard) => ({ spelling: `--${guard}`, meaning: meanings[guard] })),
    {
      spelling: '--reason <text>',
      meaning: 'Why; kept with the release and shown by gitenv history',
    },
  ];
}

type Options = Readonly<Record<string, unknown>>;

/**
 * @param isNamed whether the commit was named on the command line
 * @throws GitenvError USAGE where a guard is set aside without a reason
 */
export function overrideIn(options: Options, isNamed: boolean): Override {
  const set = guards.filter((guard) => options[camelCase(guard)] === true);
  const reason = options.reason as string | undefined;
  return checkOverride({ guards: set, reason, isNamed }, 'gitenv');
}

/** Commander's name for an option. */
function camelCase(words: string): string {
  return words.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
}

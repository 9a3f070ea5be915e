import { checkOverride, type Guard, guards, type Override } from '../lib/release/guards/override';
import type { CamelCase } from './parameter';

const words: {
  readonly [G in Guard]: { readonly option: CamelCase<G>; readonly meaning: string };
} = {
  'allow-downgrade': {
    option: 'allowDowngrade',
    meaning: 'Also where it undoes commits that are in place; needs --reason',
  },
  'skip-upstream': {
    option: 'skipUpstream',
    meaning: 'Also what upstream has not released successfully; needs --reason',
  },
  'skip-config': {
    option: 'skipConfig',
    meaning: 'Also where the environment lacks configuration that it needs; needs --reason',
  },
  'skip-look': {
    option: 'skipLook',
    meaning: 'Also what fails by all that its commit tells; needs --reason',
  },
  unchecked: {
    option: 'unchecked',
    meaning: 'Also where AWS cannot be asked what runs there; needs --reason',
  },
  now: {
    option: 'now',
    meaning: 'End the releases that are on their way, and pass a freeze and a lock; needs --reason',
  },
};

/** The options with which somebody insists where these guards ask. */
export function overrideOptions<G extends Guard>(asking: readonly G[]) {
  return [
    ...asking.map((guard) => ({
      spelling: `--${guard}` as const,
      meaning: words[guard].meaning,
    })),
    {
      spelling: '--reason <text>',
      meaning: 'Why; kept with the release and shown by gitenv history',
    } as const,
  ];
}

/** What those options come to; a command has those of the guards that it asks. */
type OverrideValues = { readonly reason: string | undefined } & {
  readonly [G in Guard as CamelCase<G>]?: boolean;
};

/**
 * @param isNamed whether the commit was named on the command line
 * @throws GitenvError USAGE where a guard is set aside without a reason
 */
export function overrideIn(options: OverrideValues, isNamed: boolean): Override {
  const set = guards.filter((guard) => options[words[guard].option]);
  return checkOverride({ guards: set, reason: options.reason, isNamed }, 'gitenv');
}

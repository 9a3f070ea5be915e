import { GitenvError } from '../../errors';
import { checkOverride, type Override, pushGuards } from './override';

/** How a reason is given to git's own push: `-o reason='…'`. */
const reasonPrefix = 'reason=';

/** Whether a push option is meant for gitenv, and not for who is pushed to. */
export function isPushOption(option: string): boolean {
  return option.startsWith(reasonPrefix) || pushGuards.some((guard) => guard === option);
}

/**
 * Refuses options that are not gitenv's: a reason with a slip of the pen would otherwise be lost. What git's configuration
 * gives to every push is for other remotes.
 * @throws GitenvError USAGE
 */
export function refuseStrange(options: readonly string[], configured: readonly string[]): void {
  const strange = options.find((it) => !configured.includes(it));
  if (strange === undefined) return;
  throw new GitenvError(
    'USAGE',
    `'${strange}' is no push option of gitenv, and CodeCommit takes none`,
    {
      changed: 'nothing',
      advice: `There are -o reason='…' and ${pushGuards.map((guard) => `-o ${guard}`).join(', ')}.`,
    },
  );
}

/**
 * What the push options say. That git does not look whether the push goes forward is git's own way to insist there.
 * @throws GitenvError USAGE where a guard is set aside without a reason
 */
export function overrideFrom(options: readonly string[], isForced: boolean): Override {
  const reason = options.findLast((option) => option.startsWith(reasonPrefix));
  const named = pushGuards.filter((guard) => options.includes(guard));
  const override = {
    guards: named,
    reason: reason?.slice(reasonPrefix.length),
    // A reason is given to one push only, which somebody has thought about.
    isNamed: true,
  };
  const checked = checkOverride(override, 'git');
  if (!isForced || checked.reason === undefined || named.includes('allow-downgrade'))
    return checked;
  return { ...checked, guards: ['allow-downgrade', ...named] };
}

import { checkOverride, type Override, pushGuards } from './override';

/** How a reason is given to git's own push: `-o reason='…'`. */
const reasonPrefix = 'reason=';

/** Whether a push option is meant for gitenv, and not for who is pushed to. */
export function isPushOption(option: string): boolean {
  return option.startsWith(reasonPrefix) || pushGuards.some((guard) => guard === option);
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

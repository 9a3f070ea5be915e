import { GitenvError } from '../../errors';

/** What may stand in the way of a push, by what is typed to go ahead all the same. */
export const pushGuards = [
  'allow-downgrade',
  'skip-upstream',
  'skip-config',
  'skip-look',
  'unchecked',
] as const;

/** The same of any release. `now` is what a rollback ends, passes and opens on its way. */
export const guards = [...pushGuards, 'now'] as const;
export type Guard = (typeof guards)[number];

/** Which guards somebody sets aside, and why. */
export interface Override {
  readonly guards: readonly Guard[];
  readonly reason: string | undefined;
  /** Somebody named this very commit, instead of taking what is there. */
  readonly isNamed: boolean;
}

/** Longest reason: it is one line of a history. */
const longest = 500;

/**
 * @throws GitenvError USAGE where a guard is set aside without a reason, or the reason cannot be one line
 */
export function checkOverride(override: Override, spelling: Spelling): Override {
  const { guards, reason } = override;
  const [first] = guards;
  const trimmed = reason?.trim();
  if (first !== undefined && !trimmed) {
    throw new GitenvError('USAGE', `${optionOf(first, spelling)} needs a reason`, {
      advice: `Add ${reasonOption(spelling)}.`,
    });
  }
  if (trimmed !== undefined && (trimmed.length > longest || /\p{Cc}/u.test(trimmed))) {
    throw new GitenvError('USAGE', `A reason is one line of at most ${longest} characters`);
  }
  if (reason !== undefined && trimmed === '')
    throw new GitenvError('USAGE', 'The reason is empty', {
      advice: `Give one with ${reasonOption(spelling)}.`,
    });
  return { ...override, guards: [...new Set(guards)], reason: trimmed };
}

/** How a command is spelled: `gitenv push`, or git's own push. */
export type Spelling = 'gitenv' | 'git';

export function reasonOption(spelling: Spelling): string {
  return spelling === 'gitenv' ? "--reason '…'" : "-o reason='…'";
}

/** Git has a flag of its own for going back; the others travel as push options. */
export function optionOf(guard: Guard, spelling: Spelling): string {
  if (spelling === 'gitenv') return `--${guard}`;
  return guard === 'allow-downgrade' ? '--force' : `-o ${guard}`;
}

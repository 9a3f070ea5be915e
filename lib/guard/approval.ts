import type { PlanOutcome } from '../contract';
import type { ApprovalWord } from './facts';

/** What decides whether a release waits for a person. */
export interface ApprovalQuestion {
  /** Which releases the environment asks about. */
  readonly asks: 'all' | 'changes' | 'destroys';
  readonly plan: PlanOutcome;
  /** Whether it puts back what ran before. */
  readonly isWayBack: boolean;
  /** Whether a way back is asked about all the same. */
  readonly asksWaysBack: boolean;
  /** Whether a reason sets the gate aside for it. */
  readonly isBreakGlass: boolean;
  /** Who may do that: one person at once, or two. */
  readonly breakGlass: 'one person' | 'second person';
}

/** A release without a plan is never harmless enough. */
export function approvalWord(question: ApprovalQuestion): ApprovalWord {
  const { asks, plan, isWayBack, asksWaysBack, isBreakGlass, breakGlass } = question;
  if (isBreakGlass) return breakGlass === 'one person' ? 'not-needed' : 'needed';
  if (isWayBack && !asksWaysBack) return 'not-needed';
  if (asks === 'all') return 'needed';
  const isHarmless = plan === 'empty' || (asks === 'destroys' && plan === 'changes');
  return isHarmless ? 'not-needed' : 'needed';
}

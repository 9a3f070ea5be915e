import type { ExecutionMode } from '@aws-sdk/client-codepipeline';

/** An execution as the rules of entry see it. */
export interface Traveller {
  readonly id: string;
  readonly mode: ExecutionMode;
  /** Rises with the time of the start. */
  readonly sequence: number;
  /** The stage whose lock it holds. */
  readonly inside?: string;
  /** The stage it waits to enter. */
  readonly waiting?: string;
}

export interface Gate {
  readonly stage: string;
  /** False while the transition into the stage is disabled. */
  readonly enabled: boolean;
}

export interface Decisions {
  readonly enter: readonly Traveller[];
  readonly supersede: readonly Traveller[];
}

/**
 * Who may enter which stage now, and who gives way to a newer one. A stage holds one execution, from entry until it
 * ends (an approval counts); executions of PARALLEL mode neither lock nor wait for locks. Travellers come oldest first.
 */
export function decide(gates: readonly Gate[], travellers: readonly Traveller[]): Decisions {
  const enter: Traveller[] = [];
  const supersede: Traveller[] = [];
  for (const { stage, enabled } of gates) {
    const waiting = travellers.filter((one) => one.waiting === stage);
    const stale = waiting.filter((one) => one.mode === 'SUPERSEDED' && hasNewer(one, waiting));
    supersede.push(...stale);
    if (!enabled) continue;
    const locked = travellers.some((one) => one.inside === stage && one.mode !== 'PARALLEL');
    const queue = waiting.filter((one) => one.mode !== 'PARALLEL' && !stale.includes(one));
    enter.push(...waiting.filter((one) => one.mode === 'PARALLEL'));
    if (!locked) enter.push(...queue.slice(0, 1));
  }
  return { enter, supersede };
}

function hasNewer(one: Traveller, others: readonly Traveller[]): boolean {
  return others.some(({ sequence }) => sequence > one.sequence);
}

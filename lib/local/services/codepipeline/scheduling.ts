import type { ExecutionMode } from '@aws-sdk/client-codepipeline';

/** An execution as the rules of entry see it. */
export interface Traveller {
  readonly id: string;
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
 * ends (an approval counts), except in PARALLEL, where nothing is locked. `travellers` come in order of arrival.
 */
export function decide(
  mode: ExecutionMode,
  gates: readonly Gate[],
  travellers: readonly Traveller[],
): Decisions {
  const enter: Traveller[] = [];
  const supersede: Traveller[] = [];
  for (const gate of gates) {
    const queue = travellers.filter(({ waiting }) => waiting === gate.stage);
    const contenders = mode === 'SUPERSEDED' ? queue.filter(isNewest) : queue;
    if (mode === 'SUPERSEDED') supersede.push(...queue.filter((one) => !contenders.includes(one)));
    if (!gate.enabled) continue;
    if (mode === 'PARALLEL') enter.push(...contenders);
    else if (!travellers.some(({ inside }) => inside === gate.stage))
      enter.push(...contenders.slice(0, 1));
  }
  return { enter, supersede };
}

function isNewest(one: Traveller, _: number, queue: readonly Traveller[]): boolean {
  return queue.every(({ sequence }) => sequence <= one.sequence);
}

/** What the gate asks, in this order. */
export const gateRules = [
  'start',
  'hold',
  'withdrawal',
  'proof',
  'bundle',
  'approver',
  'lock',
] as const;
export type GateRule = (typeof gateRules)[number];

/** What one rule says of a release. */
export interface GateAnswer {
  readonly rule: GateRule;
  readonly verdict: 'passes' | 'refuses';
  /** The fact that decides, without a full stop. */
  readonly fact: string;
  /** The command that gets further. */
  readonly command?: string | undefined;
}

/** What a rule says, without its name. */
export type Said = Omit<GateAnswer, 'rule'>;

export function letsPass(fact: string): Said {
  return { verdict: 'passes', fact };
}

export function refuses(fact: string, command: string): Said {
  return { verdict: 'refuses', fact, command };
}

/** @param commit in the 8 letters that people read */
export function withReason(environment: string, commit: string): string {
  return `gitenv push ${environment} ${commit} --reason '…'`;
}

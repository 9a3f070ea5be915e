import type { GateAnswer, GateRule } from './answer';
import type { GateFacts } from './facts';
import { answersTo } from './rules';

/** What becomes of a release at the gate. */
export type GateVerdict = 'passed' | 'refused' | 'break-glass' | 'warned';

export interface GateDecision {
  readonly verdict: GateVerdict;
  /** Every rule, in the order they are asked. */
  readonly answers: readonly GateAnswer[];
  /** The reason that was given for the release, whether or not it was needed. */
  readonly reason: string | undefined;
}

/** No reason sets this aside: a branch that was moved is what makes a release, and whoever gives a reason can move it. */
const never: ReadonlySet<GateRule> = new Set(['start']);

/**
 * Whether a release may be deployed.
 * @param mode `warn`: whatever is refused passes, and that is said
 */
export function decide(facts: GateFacts, mode: 'warn' | true): GateDecision {
  const answers = answersTo(facts);
  const reason = facts.reason?.text;
  return { verdict: verdictOf(facts, answers, mode), answers, reason };
}

function verdictOf(
  facts: GateFacts,
  answers: readonly GateAnswer[],
  mode: 'warn' | true,
): GateVerdict {
  const refusals = answers.filter(({ verdict }) => verdict === 'refuses');
  const isReasoned = facts.reason !== undefined && !refusals.some(({ rule }) => never.has(rule));
  if (refusals.length === 0) return setsProofAside(facts) ? 'break-glass' : 'passed';
  if (isReasoned) return 'break-glass';
  return mode === 'warn' ? 'warned' : 'refused';
}

/** Whoever says that they go round upstream is taken at their word, even if the proof came all the same. */
function setsProofAside({ reason }: GateFacts): boolean {
  return reason?.guards.some((it) => it === 'skip-upstream' || it === 'unchecked') ?? false;
}

/** The answers that refuse, or would if nothing set them aside. */
export function refusalsIn({ answers }: Pick<GateDecision, 'answers'>): readonly GateAnswer[] {
  return answers.filter(({ verdict }) => verdict === 'refuses');
}

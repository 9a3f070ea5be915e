import type { Need, Verb } from './need';
import { arnsOf, type Place } from './place';
import { needs } from './table';

/** Such as a statement of an IAM policy. */
export interface AllowStatement {
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
  readonly Condition?: object;
}

/** The needs of some verbs. */
export function needsOf(wanted: readonly Verb[]): readonly Need[] {
  return needs.filter(({ verbs }) => verbs.some((verb) => wanted.includes(verb)));
}

/** The smallest policy by which a person may use some verbs in one environment. */
export function policyFor(wanted: readonly Verb[], at: Place) {
  return { Version: '2012-10-17', Statement: statementsAllowing(needsOf(wanted), at) };
}

/** Statements that allow some needs: one for all that is on the same things. */
export function statementsAllowing(allowed: readonly Need[], at: Place): readonly AllowStatement[] {
  const keys = [...new Set(allowed.map(keyOf))];
  return keys.map((key) => {
    const together = allowed.filter((need) => keyOf(need) === key);
    const [first] = together;
    const actions = [...new Set(together.flatMap((need) => need.actions))].sort();
    const passedTo = first?.passedTo;
    return {
      Effect: 'Allow',
      Action: actions,
      Resource: first ? arnsOf(first.on, at) : [],
      ...(passedTo && { Condition: { StringEquals: { 'iam:PassedToService': passedTo } } }),
    };
  });
}

function keyOf({ on, passedTo }: Need): string {
  return `${on} ${passedTo ?? ''}`;
}

import type { Target } from '@aws-sdk/client-eventbridge';
import type { Context } from '../../../base/context';
import type { Records } from '../../../base/store';

export interface Rule {
  readonly name: string;
  readonly eventPattern?: string;
  readonly scheduleExpression?: string;
  /** When the schedule fires next; nothing while the rule is disabled, or when it does not any more. */
  readonly due?: string;
  readonly state: 'ENABLED' | 'DISABLED';
  readonly description?: string;
  readonly roleArn?: string;
  readonly createdBy: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly targets: readonly Target[];
}

/** An event as targets see it. */
export interface Envelope {
  readonly version: '0';
  readonly id: string;
  readonly 'detail-type': string;
  readonly source: string;
  readonly account: string;
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: unknown;
}

/** One event on its way to one target: written before the first attempt, removed after the last. */
export interface Delivery {
  readonly id: string;
  readonly eventId: string;
  readonly ruleArn: string;
  readonly target: Target;
  /** JSON or text, as the target is sent it. */
  readonly input: string;
  readonly createdAt: string;
  readonly attempts: number;
}

/** What a target was sent that only records, or what could not be delivered and why. */
export interface Outcome extends Delivery {
  readonly endedAt: string;
  readonly reason?: string;
}

export const rulesOf = (context: Context): Records<Rule> => context.records('events/rules');

export const deliveriesOf = (context: Context): Records<Delivery> =>
  context.records('events/deliveries');

export const recordedOf = (context: Context): Records<Outcome> =>
  context.records('events/recorded');

export const undeliveredOf = (context: Context): Records<Outcome> =>
  context.records('events/undelivered');

const mostKept = 1000;

/** Adds an outcome, and forgets the oldest of too many: they are there for a person to look at. */
export function keep(outcomes: Records<Outcome>, outcome: Outcome): void {
  outcomes.put(outcome.id, outcome);
  const all = outcomes.list();
  for (const { id } of all.slice(0, Math.max(0, all.length - mostKept))) outcomes.delete(id);
}

export function ruleArn(name: string, { region, account }: Context): string {
  return `arn:aws:events:${region}:${account}:rule/${name}`;
}

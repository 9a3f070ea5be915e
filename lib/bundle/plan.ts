import type { PlanOutcome } from '../contract';

/** What a release would change in an environment, computed before it changes anything. */
export interface Plan {
  readonly version: 1;
  /** Name of the kit that made it. */
  readonly kit: string;
  readonly environment: string;
  readonly commit: string;
  /** Id of the pipeline's execution, or of what stands for one where a plan was asked for by itself. */
  readonly execution: string;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly summary: PlanSummary;
  readonly changes: readonly PlannedChange[];
  /** What the kit's tool says of it, for people; may be empty. */
  readonly text: string;
  /** What has to be known to read it rightly. */
  readonly note?: string;
  /** Stacks that had to be begun for the plan and have no resource yet. */
  readonly emptyStacks?: readonly EmptyStack[];
  /**
   * Nothing could be planned, since something is unsettled that only the deploy may settle: it settles, plans and applies
   * in one build. What that changes is not known before.
   */
  readonly settlesFirst?: boolean;
  /**
   * Keys of the environment's bucket that what is deployed refers to, beside those of the bundle. Missing in a plan that
   * does not say it: an earlier program made it, or it settles first.
   */
  readonly refersTo?: readonly string[];
  /** Which components of the commit the release applies; missing where it has none. */
  readonly components?: readonly PlannedComponent[];
  /** What the kit needs to apply exactly this plan, such as the ARN of a change set. */
  readonly saved: Readonly<Record<string, string>>;
}

/** Whether a release applies a component, and why. */
export interface PlannedComponent {
  readonly name: string;
  readonly applied: boolean;
  readonly why: string;
}

/** A stack in REVIEW_IN_PROGRESS. */
export interface EmptyStack {
  readonly name: string;
  /** Its ARN. */
  readonly id: string;
}

export interface PlanSummary {
  readonly adds: number;
  readonly changes: number;
  readonly replaces: number;
  readonly destroys: number;
}

export type PlannedAction = 'add' | 'change' | 'replace' | 'destroy';

export interface PlannedChange {
  readonly action: PlannedAction;
  /** The tool's name for the kind of thing, such as `AWS::S3::Bucket`. */
  readonly type: string;
  /** The tool's name for the thing itself: a logical id, an address. */
  readonly name: string;
  /** What of it changes, in a line; may be empty. */
  readonly detail: string;
}

export function summaryOf(changes: readonly PlannedChange[]): PlanSummary {
  const count = (action: PlannedAction) => changes.filter((it) => it.action === action).length;
  return {
    adds: count('add'),
    changes: count('change'),
    replaces: count('replace'),
    destroys: count('destroy'),
  };
}

/** A replacement destroys what it replaces, and so may what is not known yet. */
export function outcomeOf({
  summary,
  settlesFirst,
}: Pick<Plan, 'summary' | 'settlesFirst'>): PlanOutcome {
  const { adds, changes, replaces, destroys } = summary;
  if (settlesFirst) return 'destroys';
  if (destroys + replaces > 0) return 'destroys';
  return adds + changes > 0 ? 'changes' : 'empty';
}

/** Such as `2 to add, 1 to change`. */
export function describeSummary({ adds, changes, replaces, destroys }: PlanSummary): string {
  const parts = [
    [adds, 'to add'],
    [changes, 'to change'],
    [replaces, 'to replace'],
    [destroys, 'to destroy'],
  ] as const;
  const said = parts.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
  return said.length > 0 ? said.join(', ') : 'no changes';
}

/** What a plan comes to, in a few words. */
export function describePlan({
  summary,
  settlesFirst,
}: Pick<Plan, 'summary' | 'settlesFirst'>): string {
  return settlesFirst ? 'planned by the deploy, which settles first' : describeSummary(summary);
}

/** @returns undefined where the text is no plan of this version */
export function parsePlan(text: string): Plan | undefined {
  try {
    const plan = JSON.parse(text) as Plan;
    return plan.version === 1 && Array.isArray(plan.changes) ? plan : undefined;
  } catch {
    return undefined;
  }
}

import type { PlannedAction, PlannedChange } from '../../lib/bundle/plan';
import { GitenvError } from '../../lib/errors';
import { fieldsOf } from '../../lib/fields';

/** As much as is read of what `terraform show -json` says of a plan ("JSON Output Format", format_version 1). */
interface PlanJson {
  readonly format_version?: string;
  readonly resource_changes?: readonly ResourceChange[];
  readonly output_changes?: Readonly<Record<string, Change>>;
}

interface ResourceChange {
  readonly address: string;
  readonly previous_address?: string;
  readonly mode: 'managed' | 'data';
  readonly type: string;
  readonly change: Change;
}

interface Change {
  readonly actions: readonly string[];
  readonly before?: unknown;
  readonly after?: unknown;
  readonly after_unknown?: unknown;
  readonly replace_paths?: readonly (readonly unknown[])[];
  readonly importing?: object;
}

/**
 * What a plan changes. Values are left out altogether: in this form of a plan the sensitive ones are legible.
 * @throws GitenvError where the text is no plan in a form that is known
 */
export function changesIn(text: string): PlannedChange[] {
  const plan = JSON.parse(text) as PlanJson;
  if (!/^[01]\./.test(plan.format_version ?? ''))
    throw new GitenvError(
      'TOOL_FAILED',
      `The plan is of format ${plan.format_version}, which this kit cannot read`,
    );
  const resources = (plan.resource_changes ?? []).flatMap(resourceChange);
  const outputs = Object.entries(plan.output_changes ?? {}).flatMap(outputChange);
  return [...resources, ...outputs];
}

function resourceChange(resource: ResourceChange): PlannedChange[] {
  const { address, type, change } = resource;
  const action = actionOf(change.actions);
  const detail = [...movedOrImported(resource), describe(change)].filter(Boolean).join('; ');
  if (action) return [{ action, type, name: address, detail }];
  // What only moves in the state changes nothing in the account, and yet has to be applied.
  return detail === '' ? [] : [{ action: 'change', type, name: address, detail }];
}

function movedOrImported({ address, previous_address: before, change }: ResourceChange): string[] {
  return [
    ...(before !== undefined && before !== address ? [`moved from ${before}`] : []),
    ...(change.importing ? ['imported'] : []),
  ];
}

/** @returns undefined where nothing happens to the thing itself */
function actionOf(actions: readonly string[]): PlannedAction | undefined {
  if (actions.includes('create')) return actions.length > 1 ? 'replace' : 'add';
  if (actions.includes('delete')) return 'destroy';
  if (actions.includes('update') || actions.includes('forget')) return 'change';
  const unknown = actions.find((action) => action !== 'no-op' && action !== 'read');
  // Better asked about once too often than not at all.
  return unknown === undefined ? undefined : 'destroy';
}

function describe({
  actions,
  before,
  after,
  after_unknown: unknown,
  replace_paths,
}: Change): string {
  if (actions.includes('forget')) return 'forgotten by the state, and left as it is';
  if (actions.length > 1) {
    const because = new Set((replace_paths ?? []).map(([name]) => String(name)));
    return because.size > 0 ? `because of ${[...because].join(', ')}` : '';
  }
  return actions[0] === 'update' ? changedNames(before, after, unknown).join(', ') : '';
}

function changedNames(before: unknown, after: unknown, unknown: unknown): string[] {
  const [old, next, open] = [fieldsOf(before), fieldsOf(after), fieldsOf(unknown)];
  const names = new Set([...Object.keys(old), ...Object.keys(next), ...Object.keys(open)]);
  return [...names].filter(
    (name) => holdsTrue(open[name]) || JSON.stringify(old[name]) !== JSON.stringify(next[name]),
  );
}

/** In `after_unknown` only what is not known yet is true, at any depth. */
function holdsTrue(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(holdsTrue);
  return value === true || Object.values(fieldsOf(value)).some(holdsTrue);
}

function outputChange([name, { actions }]: [string, Change]): PlannedChange[] {
  const action = actionOf(actions);
  if (!action) return [];
  const detail = action === 'destroy' ? 'removed' : '';
  return [
    { action: action === 'add' ? 'add' : 'change', type: 'output', name: `output.${name}`, detail },
  ];
}

import { shortDigest } from '../../lib/bundle/manifest';
import {
  describePlan,
  type EmptyStack,
  type Plan,
  type PlannedChange,
} from '../../lib/bundle/plan';
import { shortCommit } from '../../lib/release/wording';
import type { Colors } from '../terminal/output';
import { printable } from './text';

const shownChanges = 50;

/** What a release would change, from the whole to the parts. @param plan with its digest, if somebody is asked about exactly this one */
export function renderPlan(
  plan: Plan & { readonly digest?: string | undefined },
  colors: Colors,
): string {
  const { environment, commit, changes, kit, note, digest } = plan;
  const what = `${colors.bold(environment)}: ${describePlan(plan)}`;
  const which = digest === undefined ? kit : `${kit}, plan ${shortDigest(digest)}`;
  return [
    `${what}, to be at ${shortCommit(commit)} (${which})`,
    ...changeLines(changes, colors),
    ...(note === undefined ? [] : note.split('\n').map(printable)),
    ...(plan.emptyStacks ?? []).map(emptyLine),
  ].join('\n');
}

function emptyLine({ name }: EmptyStack): string {
  return `The stack ${printable(name)} is there already, without any resource (REVIEW_IN_PROGRESS): the next release fills it, whichever that is.`;
}

/** How an environment differs from what runs there. */
export function renderDrift(plan: Plan, colors: Colors): string {
  const { environment, commit, changes } = plan;
  if (changes.length === 0)
    return `${colors.green('✓')} ${environment} is as ${shortCommit(commit)} says`;
  const count = `${changes.length} ${changes.length === 1 ? 'thing is' : 'things are'}`;
  return [
    `${colors.red('✗')} ${environment}: ${count} not as ${shortCommit(commit)} says`,
    ...changeLines(changes, colors),
  ].join('\n');
}

/** A line a change, what is destroyed first. */
export function changeLines(changes: readonly PlannedChange[], colors: Colors): string[] {
  const order = ['destroy', 'replace', 'change', 'add'];
  const sorted = [...changes].sort((a, b) => order.indexOf(a.action) - order.indexOf(b.action));
  const lines = sorted.slice(0, shownChanges).map((change) => `  ${lineOf(change, colors)}`);
  const more = changes.length - lines.length;
  return more > 0 ? [...lines, `  and ${more} more`] : lines;
}

function lineOf({ action, type, name, detail }: PlannedChange, colors: Colors): string {
  const marks = {
    add: colors.green('+'),
    change: colors.yellow('~'),
    replace: colors.red('±'),
    destroy: colors.red('-'),
  };
  const more = detail === '' ? '' : `: ${printable(detail)}`;
  return `${marks[action]} ${printable(name)} ${colors.dim(printable(type))}${more}`;
}

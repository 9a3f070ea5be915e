import path from 'node:path';
import { sha256OfFile } from '../../lib/bundle/files';
import type { PlannedChange } from '../../lib/bundle/plan';
import { GitenvError } from '../../lib/errors';
import type { Job } from '../program/job/job';
import { stateVersion } from '../terraform/root-module';
import { makePlan } from '../terraform/saved-plan';
import { planUnlocked } from '../terraform/settle-lock';
import { demandOwnState, type Stack } from './stack';
import type { Unit } from './units';

/** What is kept of a unit's plan, for the deploy. */
export interface KeptUnit extends Unit {
  readonly sha256: string;
  readonly state: string;
}

export interface UnitPlan {
  readonly kept: KeptUnit;
  readonly changes: readonly PlannedChange[];
  readonly text: string;
}

export function unitFolder({ folder }: Stack, { path: unit }: Unit) {
  return path.join(folder, unit);
}

/** The file that a unit's plan is kept in. */
export function unitFile(job: Job, { path: unit }: Unit, again = ''): string {
  return path.join(job.handover, 'units', unit, `terraform${again}.tfplan`);
}

export async function planUnit(
  job: Job,
  stack: Stack,
  unit: Unit,
  file = unitFile(job, unit),
): Promise<UnitPlan> {
  job.say(`Planning ${unit.path}.`);
  const module = { tool: stack.tool, folder: unitFolder(stack, unit) };
  const lock = `-lock-timeout=${stack.settings.lockTimeout}`;
  const { changes, text } = await planUnlocked(job, module, () =>
    makePlan(job, module, file, [lock]),
  );
  demandOwnState(stack, unit.path);
  const kept = { ...unit, sha256: sha256OfFile(file), state: await stateVersion(module) };
  return {
    kept,
    changes: changes.map((change) => ({ ...change, name: `${unit.path}: ${change.name}` })),
    text: text === '' ? '' : `# ${unit.path}\n${text}`,
  };
}

/** Those of a whole plan's changes that are a unit's. */
export function unitChanges(
  changes: readonly PlannedChange[],
  { path: unit }: Unit,
): PlannedChange[] {
  return changes.filter(({ name }) => name.startsWith(`${unit}: `));
}

/** The same, by the unit's own names. */
export function ownChanges(changes: readonly PlannedChange[], unit: Unit): PlannedChange[] {
  const skip = unit.path.length + 2;
  return unitChanges(changes, unit).map((change) => ({ ...change, name: change.name.slice(skip) }));
}

/** @throws GitenvError where a unit's second plan changes more than the first one, which was approved */
export function demandNothingNew(
  approved: readonly PlannedChange[],
  now: readonly PlannedChange[],
  environment: string,
): void {
  const known = new Set(approved.map(({ action, name }) => `${action} ${name}`));
  const news = now.filter(({ action, name }) => !known.has(`${action} ${name}`));
  if (news.length === 0) return;
  const list = news.map(({ action, name }) => `${action} ${name}`).join(', ');
  throw new GitenvError(
    'STALE_PLAN',
    `Now that what it depends on has changed, it would do what was not planned: ${list}`,
    { further: `To plan this commit again: gitenv redeploy ${environment}` },
  );
}

import path from 'node:path';
import type { Plan } from '../../lib/bundle/plan';
import { clauseOf, GitenvError } from '../../lib/errors';
import { fieldsOf } from '../../lib/fields';
import { componentHandover } from '../program/components/handover';
import type { Job } from '../program/job/job';
import type { Planned, Planner } from '../program/job/planner';
import { Applied } from '../terraform/applied';
import { notingLock } from '../terraform/lock-note';
import { linesOf } from '../terraform/messages';
import { demandSameState } from '../terraform/planner';
import { followTool, runTool } from '../terraform/run-tool';
import { demandDigest } from '../terraform/saved-plan';
import { demandPatience, settleLock, settlePlanLock } from '../terraform/settle-lock';
import { heldBelow } from '../terraform/state-lock';
import { openStack, type Stack, usualDirectory } from './stack';
import {
  demandNothingNew,
  type KeptUnit,
  ownChanges,
  planUnit,
  type UnitPlan,
  unitChanges,
  unitFile,
  unitFolder,
} from './unit-plans';
import { findUnits } from './units';

/** Plans and applies one unit after the other, each after those that it depends on. */
export const terragrunt: Planner = {
  async plan(job, settings, bundle) {
    const stack = await openStack(job, settings, bundle);
    if (await heldBelow(job, stack.state)) await eachUnit(job, stack, settlePlanLock);
    await demandPatience(job, await heldBelow(job, stack.state));
    const plans = await planAll(job, stack);
    const { name, version } = stack.tool;
    const units = JSON.stringify(plans.map(({ kept }) => kept));
    return { ...merged(plans), saved: { units, tool: `${name} ${version}` } };
  },

  async apply(job, settings, plan, bundle) {
    if (plan.changes.length === 0) return job.say('There is nothing to apply.');
    const stack = await openStack(job, settings, bundle);
    const units = JSON.parse(plan.saved.units ?? '[]') as KeptUnit[];
    const done: string[] = [];
    for (const [index, unit] of units.entries()) {
      try {
        if (await applyUnit(job, stack, unit, plan)) done.push(unit.path);
      } catch (error) {
        const rest = units.slice(index + 1).map((it) => it.path);
        throw failureOf(unit.path, error, done, rest);
      }
    }
  },

  async settle(job, settings, bundle) {
    await eachUnit(job, await openStack(job, settings, bundle), settleLock);
  },

  async drift(job, settings, bundle) {
    const stack = await openStack(job, settings, bundle);
    return { ...merged(await planAll(job, stack)), saved: {} };
  },

  inComponent(job, component, folder) {
    const { name, kit } = component;
    const key = `{application}/{environment}/${name}`;
    const directory = path.posix.join(component.path, String(kit.directory ?? usualDirectory));
    const settings = { ...kit, directory, state: { key, ...fieldsOf(kit.state) } };
    return { job: { ...job, handover: componentHandover(job, component) }, settings, folder };
  },
};

async function eachUnit(job: Job, stack: Stack, settle: typeof settleLock): Promise<void> {
  for (const unit of await findUnits(stack.tool, stack.folder)) {
    const folder = unitFolder(stack, unit);
    // Only then it is known where the unit keeps its state.
    await runTool(stack.tool, folder, ['init', '-input=false', '-no-color']);
    await settle(job, { tool: stack.tool, folder });
  }
}

async function planAll(job: Job, stack: Stack): Promise<UnitPlan[]> {
  const units = await findUnits(stack.tool, stack.folder);
  if (units.length === 0)
    throw new GitenvError('BAD_COMMIT', `There are no units in ${stack.settings.directory}`);
  const plans: UnitPlan[] = [];
  for (const unit of units) plans.push(await planUnit(job, stack, unit));
  return plans;
}

function merged(plans: readonly UnitPlan[]): Omit<Planned, 'saved'> {
  return {
    changes: plans.flatMap(({ changes }) => changes),
    text: plans.flatMap(({ text }) => (text === '' ? [] : [text])).join('\n\n'),
  };
}

/** @returns whether anything was changed */
async function applyUnit(job: Job, stack: Stack, unit: KeptUnit, plan: Plan): Promise<boolean> {
  const touched = (path: string) => unitChanges(plan.changes, { path, dependsOn: [] }).length > 0;
  const file = unit.dependsOn.some(touched)
    ? await plannedAgain(job, stack, unit, plan)
    : await plannedBefore(job, stack, unit, plan);
  if (file === undefined) return false;
  job.say(`Applying ${unit.path}.`);
  const applied = new Applied();
  const lock = `-lock-timeout=${stack.settings.lockTimeout}`;
  const args = ['apply', '-input=false', '-json', lock, file];
  const folder = unitFolder(stack, unit);
  const code = await notingLock(job, 'OperationTypeApply', folder, () =>
    followTool(stack.tool, folder, args, (message) => {
      applied.note(message);
      linesOf(message).forEach(job.say);
    }),
  );
  if (code !== 0) throw applied.failure({ ...plan, changes: ownChanges(plan.changes, unit) });
  return true;
}

/** @returns the file to apply; undefined where it changes nothing */
async function plannedBefore(job: Job, stack: Stack, unit: KeptUnit, plan: Plan) {
  if (unitChanges(plan.changes, unit).length === 0) return undefined;
  const file = unitFile(job, unit);
  await demandDigest(file, unit.sha256);
  const module = { tool: stack.tool, folder: unitFolder(stack, unit) };
  await demandSameState(module, unit.state, job.environment);
  return file;
}

/**
 * What a unit depends on has changed in this release, and so may have what it is given, which at first is often made up
 * (`mock_outputs`): the saved plan would apply that. A second plan may do what the first one said, and nothing else.
 */
async function plannedAgain(job: Job, stack: Stack, unit: KeptUnit, plan: Plan) {
  const file = unitFile(job, unit, '-again');
  const { changes } = await planUnit(job, stack, unit, file);
  demandNothingNew(unitChanges(plan.changes, unit), changes, job.environment);
  return changes.length > 0 ? file : undefined;
}

function failureOf(
  unit: string,
  error: unknown,
  done: readonly string[],
  rest: readonly string[],
): GitenvError {
  const { code, further, advice, hint }: Partial<GitenvError> =
    error instanceof GitenvError ? error : {};
  const others = [
    ...(done.length > 0 ? [`\nUnits applied before, which stand: ${done.join(', ')}`] : []),
    ...(rest.length > 0 ? [`\nUnits not reached: ${rest.join(', ')}`] : []),
  ];
  return new GitenvError(code ?? 'DEPLOY_FAILED', `${unit}: ${clauseOf(error)}`, {
    further: [further, ...others].join(''),
    advice,
    hint,
    cause: error,
  });
}

import fs from 'node:fs';
import path from 'node:path';
import type { Plan } from '../../lib/bundle/plan';
import { configFile } from '../../lib/contract';
import { GitenvError, withFacts } from '../../lib/errors';
import type { Job } from '../program/job/job';
import type { Planned, Planner } from '../program/job/planner';
import {
  demandKnownSettings,
  type KitSettings,
  listSetting,
  setting,
} from '../program/job/settings';
import { applyStack } from './apply-stack';
import { driftOfStack } from './drift-stack';
import { ownParameters, parametersFor, readParameters } from './parameters';
import { type PlannedStack, planChangeSet, type SavedStack } from './plan-stack';
import { settleStack } from './settle-stack';
import { demandOwnStack, type WantedStack } from './stack-request';
import { readTemplate } from './template';

const known = ['template', 'parameters', 'stack', 'capabilities'];
const usualTemplates = ['template.yml', 'template.yaml', 'template.json'];

/** One stack from one template, with parameters of its own in each environment. */
export const cloudformation: Planner = {
  async plan(job, settings, folder) {
    return plannedOf([await planChangeSet(job, readRequest(job, settings, folder))]);
  },
  apply: applyAll,
  settle: (job, settings) => settleStack(job, stackName(job, settings)),
  async drift(job, settings, folder) {
    const { changes, text } = await driftOfStack(job, readRequest(job, settings, folder));
    return { changes, text, saved: {} };
  },
  inComponent(job, { name, path: own, kit }, bundle) {
    const settings = { stack: `${job.application}-${name}`, ...kit };
    return { job, settings, folder: path.join(bundle, own) };
  },
};

/** Applies the plans of stacks that need nothing but themselves. */
export async function applyAll(job: Job, _settings: KitSettings, plan: Plan): Promise<void> {
  let hasChanged = false;
  for (const saved of savedStacks(plan)) {
    await applyStack(job, saved).catch((error: unknown) => {
      throw hasChanged ? withFacts(error, 'DEPLOY_FAILED', { changed: undefined }) : error;
    });
    hasChanged ||= changesStack(saved);
  }
}

/** Whether there is anything to apply to a stack. */
export function changesStack({ changeSet, request }: SavedStack): boolean {
  return changeSet !== undefined || request !== undefined;
}

/** The plans of a release's stacks, as one. */
export function plannedOf(stacks: readonly PlannedStack[]): Planned {
  const emptyStacks = stacks
    .map(({ saved }) => saved)
    .filter(({ way, id }) => way === 'create' && id !== '')
    .map(({ name, id }) => ({ name, id }));
  return {
    ...(emptyStacks.length > 0 && { emptyStacks }),
    changes: stacks.flatMap(({ changes }) => changes),
    text: stacks.map(({ text }) => text).join('\n'),
    refersTo: stacks.flatMap(({ refersTo }) => refersTo),
    saved: { stacks: JSON.stringify(stacks.map(({ saved }) => saved)) },
  };
}

/** In the order in which they are to be applied. */
export function savedStacks({ saved }: Pick<Planned, 'saved'>): SavedStack[] {
  return JSON.parse(saved.stacks ?? '[]') as SavedStack[];
}

/** What the bundle says that its stack shall be. */
export function readRequest(job: Job, settings: KitSettings, folder: string): WantedStack {
  demandKnownSettings(settings, known);
  const file = setting(settings, 'template', job) ?? foundTemplate(folder);
  return requestFrom(job, settings, folder, readFile(folder, file), file);
}

/**
 * The request of a kit that makes one stack from one template.
 * @param file how to name the template in messages
 * @param own what the kit fills where the template declares it
 */
export function requestFrom(
  job: Job,
  settings: KitSettings,
  folder: string,
  text: string,
  file: string,
  own = ownParameters(job),
): WantedStack {
  const template = readTemplate(text, file);
  const asked = setting(settings, 'parameters', job);
  const usual = `parameters/${job.environment}.json`;
  const given = readParameters(folder, asked ?? usual, asked !== undefined);
  return {
    name: stackName(job, settings),
    template,
    parameters: parametersFor(template, given, own),
    capabilities: listSetting(settings, 'capabilities') ?? ['CAPABILITY_NAMED_IAM'],
  };
}

/**
 * The stack of a kit that makes one.
 * @throws GitenvError BAD_CONFIG if the roles of builds and deploys have no rights over it
 */
export function stackName(job: Job, settings: KitSettings): string {
  const name = setting(settings, 'stack', job) ?? job.application;
  const where = `${configFile}: kit.stack`;
  demandOwnStack(job, name, { where, change: (right) => `Write "stack": "${right}".` });
  return name;
}

/** The template of a folder that does not say where it is. */
export function foundTemplate(folder: string): string {
  const found = usualTemplates.find((name) => fs.existsSync(path.join(folder, name)));
  if (found !== undefined) return found;
  throw new GitenvError(
    'BAD_COMMIT',
    `The bundle has no template: add ${usualTemplates[0]}, or name another as "template" in gitenv.json's "kit"`,
  );
}

/** A file of the bundle that is named as its template. */
export function readFile(folder: string, file: string): string {
  const whole = path.join(folder, file);
  if (fs.existsSync(whole)) return fs.readFileSync(whole, 'utf8');
  throw new GitenvError('BAD_COMMIT', `The bundle has no ${file}, which is to be the template`);
}

import fs from 'node:fs';
import path from 'node:path';
import type { PlannedChange } from '../../lib/bundle/plan';
import { GitenvError, withFacts } from '../../lib/errors';
import { applyStack } from '../cloudformation/apply-stack';
import { driftOfStack } from '../cloudformation/drift-stack';
import { ownParameters, parametersFor } from '../cloudformation/parameters';
import { type PlannedStack, planChangeSet } from '../cloudformation/plan-stack';
import { changesStack, plannedOf, savedStacks } from '../cloudformation/planner';
import { settleStack } from '../cloudformation/settle-stack';
import { demandOwnStack, type WantedStack } from '../cloudformation/stack-request';
import { readTemplate } from '../cloudformation/template';
import type { Job } from '../program/job/job';
import type { Planner } from '../program/job/planner';
import { demandKnownSettings, type KitSettings, listSetting } from '../program/job/settings';
import { type AssemblyStack, readAssembly } from './assembly';
import { assetAccount, assetKeys, assetParameters, publishAssets } from './assets';
import { chooseStacks } from './choose-stacks';

const known = ['stacks', 'capabilities'];

/** The stacks that an application of the CDK has for an environment, in the order in which they need each other. */
export const cdk: Planner = {
  async plan(job, settings, folder) {
    const plans = new Map<string, PlannedStack>();
    for (const stack of stacksOf(job, settings, folder)) {
      const upstream = stack.after.flatMap((id) => plans.get(id) ?? []);
      plans.set(
        stack.id,
        await planChangeSet(job, requestOf(job, settings, folder, stack), upstream),
      );
    }
    return plannedOf([...plans.values()]);
  },

  async apply(job, settings, plan, folder) {
    const stacks = stacksOf(job, settings, folder);
    for (const stack of stacks) await publishAssets(job, stack, folder);
    const applied: string[] = [];
    for (const saved of savedStacks(plan)) {
      await applyStack(job, saved).catch((error: unknown) => {
        if (applied.length === 0) throw error;
        const further = `\nApplied before it, and stays: ${applied.join(', ')}.`;
        throw withFacts(error, 'DEPLOY_FAILED', { changed: undefined, further });
      });
      if (changesStack(saved)) applied.push(saved.name);
    }
  },

  async settle(job, settings, folder) {
    for (const { name } of stacksOf(job, settings, folder)) await settleStack(job, name);
  },

  async drift(job, settings, folder) {
    const changes: PlannedChange[] = [];
    const texts: string[] = [];
    for (const stack of stacksOf(job, settings, folder)) {
      const drift = await driftOfStack(job, requestOf(job, settings, folder, stack));
      changes.push(...drift.changes);
      texts.push(drift.text);
    }
    return { changes, text: texts.join('\n'), saved: {} };
  },
};

function stacksOf(job: Job, settings: KitSettings, folder: string): AssemblyStack[] {
  demandKnownSettings(settings, known);
  const patterns = listSetting(settings, 'stacks')?.map((pattern) =>
    pattern.replaceAll('{environment}', job.environment),
  );
  const chosen = chooseStacks(readAssembly(folder), job.environment, patterns);
  for (const stack of chosen) demandFits(job, stack);
  return chosen;
}

/** A stack may be bound to an account and a region by its application, and is called as that likes. */
function demandFits(job: Job, { id, name, environment }: AssemblyStack): void {
  const change = (right: string) => `Give the stack ${id} the stackName '${right}'.`;
  demandOwnStack(job, name, { where: `The name of the stack ${id}`, change });
  const [, account = '', region = ''] = /^aws:\/\/([^/]+)\/(.+)$/.exec(environment) ?? [];
  const here = assetAccount(job).account;
  const isOther =
    (/^\d+$/.test(account) && here !== '' && account !== here) ||
    (region !== '' && region !== 'unknown-region' && region !== job.region);
  if (isOther)
    throw new GitenvError(
      'WRONG_ACCOUNT',
      `Stack ${id} is bound to ${environment}, and ${job.environment} is ${here} in ${job.region}`,
    );
}

function requestOf(
  job: Job,
  settings: KitSettings,
  folder: string,
  stack: AssemblyStack,
): WantedStack {
  const text = fs.readFileSync(path.join(folder, stack.templateFile), 'utf8');
  const template = readTemplate(text, stack.templateFile);
  const own = { ...ownParameters(job), ...assetParameters(stack, job) };
  return {
    name: stack.name,
    template,
    parameters: parametersFor(template, { values: {}, file: undefined }, own),
    capabilities: listSetting(settings, 'capabilities') ?? ['CAPABILITY_NAMED_IAM'],
    tags: stack.tags,
    refersTo: assetKeys(stack),
  };
}

import fs from 'node:fs';
import path from 'node:path';
import type { PlannedComponent } from '../../../lib/bundle/plan';
import { failureMessage, GitenvError } from '../../../lib/errors';
import type { Component } from '../job/component';
import { manifestOf } from '../job/handover';
import type { Job } from '../job/job';
import { choose } from './choice';
import { componentsOf } from './declared';
import { pastOf } from './past';

const file = 'components.json';

/** Decides which components the release applies, says why, and hands that on to its plan and its deploy. */
export async function chooseComponents(job: Job): Promise<void> {
  const components = componentsOf(job);
  if (components.length === 0) return;
  const choices = await choicesOf(job, components);
  for (const { name, applied, why } of choices)
    job.say(`${name} is ${applied ? 'applied' : 'skipped'}: ${why}.`);
  handOverChoices(job, choices);
}

/** Leaves choices where `chosenComponents` finds them. */
export function handOverChoices(job: Job, choices: readonly PlannedComponent[]): void {
  fs.writeFileSync(path.join(job.handover, file), `${JSON.stringify(choices, undefined, 2)}\n`);
}

/**
 * Decides once more, in a deploy, which does not take a build's word for it.
 * @returns the names of those to apply
 */
export async function chosenAnew(
  job: Job,
  components: readonly Component[],
): Promise<ReadonlySet<string>> {
  return appliedOf(await choicesOf(job, components));
}

async function choicesOf(job: Job, components: readonly Component[]): Promise<PlannedComponent[]> {
  const all = (why: string) => components.map(({ name }) => ({ name, applied: true, why }));
  const digests = manifestOf(job).components;
  if (!digests) return all('its bundle does not say what it is made of');
  try {
    return choose(job.commit, digests, await pastOf(job));
  } catch (error) {
    return all(`what was released before is not known (${failureMessage(error)})`);
  }
}

/**
 * @returns the names of those that the build chose to apply
 * @throws GitenvError NO_BUNDLE where it has handed on no choice
 */
export function chosenComponents(job: Job): ReadonlySet<string> {
  const choices = handedOnChoices(job);
  if (choices) return appliedOf(choices);
  throw new GitenvError(
    'NO_BUNDLE',
    'The build handed on no choice of components: buildspec.yml has to run kit.cjs bundle',
  );
}

/** @returns undefined where the commit has no components */
export function handedOnChoices(job: Job): PlannedComponent[] | undefined {
  const whole = path.join(job.handover, file);
  if (!fs.existsSync(whole)) return undefined;
  return JSON.parse(fs.readFileSync(whole, 'utf8')) as PlannedComponent[];
}

function appliedOf(choices: readonly PlannedComponent[]): ReadonlySet<string> {
  return new Set(choices.filter(({ applied }) => applied).map(({ name }) => name));
}

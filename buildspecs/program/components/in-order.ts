import { type Facts, failureMessage, GitenvError, withFacts } from '../../../lib/errors';
import type { Component } from '../job/component';
import type { Job } from '../job/job';

/**
 * Applies components one after the other, each after those it depends on. One that fails keeps back those that depend on
 * it, and no others.
 * @throws GitenvError saying what was applied, skipped, failed and not reached, where anything failed
 */
export async function applyInOrder(
  job: Pick<Job, 'say' | 'environment'>,
  components: readonly Component[],
  chosen: ReadonlySet<string>,
  apply: (component: Component) => Promise<void>,
): Promise<void> {
  let changed: Facts['changed'] = 'put back';
  const lists: Lists = [[], [], [], []];
  const [applied, skipped, failed, unreached] = lists;
  for (const component of components) {
    const { name, dependsOn } = component;
    const kept = dependsOn.find((it) => failed.includes(it) || unreached.includes(it));
    if (!chosen.has(name)) skipped.push(name);
    else if (kept !== undefined) {
      unreached.push(name);
      job.say(`${name} is not reached: it depends on ${kept}.`);
    } else {
      job.say(`Applying ${name}.`);
      const failure = await failureOf(job, name, () => apply(component));
      failure ? failed.push(name) : applied.push(name);
      if (!failure?.changed) changed = undefined;
    }
  }
  const end = Object.entries({ applied, skipped, failed, 'not reached': unreached })
    .filter(([, names]) => names.length > 0)
    .map(([what, names]) => `${what}: ${names.join(', ')}`);
  if (failed.length === 0) return job.say(`Components ${end.join('; ')}.`);
  throw new GitenvError('DEPLOY_FAILED', `Components ${end.join('; ')}`, {
    changed,
    further: `What was applied stands, and the next release applies what failed again: push a fix, or gitenv rollback ${job.environment}`,
  });
}

type Lists = [string[], string[], string[], string[]];

/** Undefined for a success. */
async function failureOf(
  job: Pick<Job, 'say'>,
  name: string,
  apply: () => Promise<void>,
): Promise<GitenvError | undefined> {
  try {
    await apply();
    return undefined;
  } catch (error) {
    job.say(`${name} failed: ${failureMessage(error)}`);
    return withFacts(error, 'DEPLOY_FAILED', {});
  }
}

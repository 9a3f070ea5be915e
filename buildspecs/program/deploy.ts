import path from 'node:path';
import { shortDigest } from '../../lib/bundle/manifest';
import { GitenvError } from '../../lib/errors';
import { runBefore } from './before';
import { fetchBundle } from './bundles/fetch-bundle';
import { releasedBundle } from './bundles/released';
import { chosenAnew, chosenComponents } from './components/chosen';
import { componentsOf } from './components/declared';
import { deployComponent } from './components/deploy';
import { applyInOrder } from './components/in-order';
import { beforeChanges } from './job/before-changes';
import type { Component } from './job/component';
import type { Job } from './job/job';
import { isFile, placedIn, runPlaced } from './job/programs';
import { scriptKit } from './job/settings';

/** Runs the application's own deploy among the files of the bundle, which are what was tested, byte for byte. */
export async function deploy(
  job: Job,
  command: readonly string[],
  before: string | undefined,
): Promise<void> {
  const { manifest, word, folder } = await beforeChanges(async () => {
    const released = await releasedBundle(job);
    return { ...released, folder: await fetchBundle(job, released.manifest) };
  });
  job.say(`Deploying the bundle ${shortDigest(manifest.digest)} of ${job.commit.slice(0, 8)}.`);
  const components = await beforeChanges(async () => {
    const found = scriptComponents(job);
    // What runs before is not to be run for nothing.
    if (before !== undefined && found.length === 0) demandProgram(job, command, folder);
    return found;
  });
  await runBefore(job, { program: before, folder });
  if (components.length === 0) return runPlaced(job, command, { cwd: folder, env: job.env });
  const chosen = word ? await chosenAnew(job, components) : chosenComponents(job);
  await applyInOrder(job, components, chosen, (component) =>
    deployComponent(job, component, folder, command),
  );
}

function demandProgram(job: Job, command: readonly string[], folder: string): void {
  const [program = ''] = placedIn(job, command);
  if (!program.startsWith('./') || isFile(path.join(folder, program))) return;
  throw new GitenvError('TOOL_MISSING', `There is no program '${program}' in the bundle`);
}

/** @throws GitenvError where one of them has a kit that plans */
function scriptComponents(job: Job): readonly Component[] {
  const components = componentsOf(job);
  const planned = components.find(({ kit }) => kit.name !== scriptKit);
  if (planned)
    throw new GitenvError(
      'BAD_CONFIG',
      `The component ${planned.name} has the kit '${planned.kit.name}', and not ${scriptKit}: take the buildspecs of a kit that plans`,
    );
  return components;
}

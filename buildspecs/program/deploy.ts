import { shortDigest } from '../../lib/bundle/manifest';
import { GitenvError } from '../../lib/errors';
import { fetchBundle } from './bundles/fetch-bundle';
import { chosenComponents } from './components/chosen';
import { componentsOf } from './components/declared';
import { deployComponent } from './components/deploy';
import { applyInOrder } from './components/in-order';
import { beforeChanges } from './job/before-changes';
import { manifestOf } from './job/handover';
import type { Job } from './job/job';
import { runPlaced } from './job/programs';
import { scriptKit } from './job/settings';

/** Runs the application's own deploy among the files of the bundle, which are what was tested, byte for byte. */
export async function deploy(job: Job, command: readonly string[]): Promise<void> {
  const { manifest, folder } = await beforeChanges(async () => {
    const known = manifestOf(job);
    return { manifest: known, folder: await fetchBundle(job, known) };
  });
  job.say(`Deploying the bundle ${shortDigest(manifest.digest)} of ${job.commit.slice(0, 8)}.`);
  const components = componentsOf(job);
  if (components.length === 0) return runPlaced(job, command, { cwd: folder, env: job.env });
  const planned = components.find(({ kit }) => kit.name !== scriptKit);
  if (planned)
    throw new GitenvError(
      'BAD_CONFIG',
      `The component ${planned.name} has the kit '${planned.kit.name}', and not ${scriptKit}: take the buildspecs of a kit that plans`,
    );
  await applyInOrder(job, components, chosenComponents(job), (component) =>
    deployComponent(job, component, folder, command),
  );
}

import { shortDigest } from '../bundle/manifest';
import { fetchBundle } from './fetch-bundle';
import { manifestOf } from './handover';
import type { Job } from './job';
import { runCommand } from './run-command';

/** Runs the application's own deploy among the files of the bundle, which are what was tested, byte for byte. */
export async function deploy(job: Job, command: readonly string[]): Promise<void> {
  const manifest = manifestOf(job);
  const folder = await fetchBundle(job.bucket, manifest);
  job.say(`Deploying the bundle ${shortDigest(manifest.digest)} of ${job.commit.slice(0, 8)}.`);
  await runCommand(command, { cwd: folder, env: job.env });
}

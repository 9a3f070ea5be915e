import fs from 'node:fs';
import path from 'node:path';
import { manifestOf } from '../job/handover';
import type { Job } from '../job/job';
import { fetchBundle } from './fetch-bundle';

const file = 'built';

/** Notes that the bundle's files lie in the build itself already. */
export function noteBuilt(job: Job, from: string): void {
  fs.writeFileSync(path.join(job.handover, file), from);
}

/** The folder of the bundle's files, during a build. */
export async function bundleFolder(job: Job): Promise<string> {
  const note = path.join(job.handover, file);
  if (fs.existsSync(note)) return path.join(job.root, fs.readFileSync(note, 'utf8'));
  return fetchBundle(job, manifestOf(job));
}

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { kitProgram } from '../../../lib/contract';
import type { Job } from './job';

const prepared = new Map<string, string>();

/**
 * The bundle's files at a path that the plan of a release and its apply have in common: a saved plan may hold absolute
 * paths ("Running Terraform in automation").
 */
export function workingFolder(job: Job, bundle: string): string {
  const known = prepared.get(bundle);
  if (known !== undefined) return known;
  const folder = path.join(fs.realpathSync(os.tmpdir()), `gitenv-work-${job.execution}`);
  const own = new Set(['.git', path.dirname(kitProgram)].map((name) => path.join(bundle, name)));
  fs.rmSync(folder, { recursive: true, force: true });
  fs.cpSync(bundle, folder, {
    recursive: true,
    verbatimSymlinks: true,
    filter: (source) => !own.has(source),
  });
  prepared.set(bundle, folder);
  process.once('exit', () => fs.rmSync(folder, { recursive: true, force: true }));
  return folder;
}

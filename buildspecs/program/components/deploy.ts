import fs from 'node:fs';
import path from 'node:path';
import { componentVariable } from '../../../lib/contract';
import { GitenvError } from '../../../lib/errors';
import type { Component } from '../job/component';
import type { Job } from '../job/job';
import { runCommand } from '../job/run-command';

/** Runs a component's own deploy in its folder of the bundle. */
export async function deployComponent(
  job: Job,
  { name, path: own }: Component,
  bundle: string,
  command: readonly string[],
): Promise<void> {
  const cwd = path.join(bundle, own);
  if (!fs.existsSync(cwd)) throw new GitenvError('BAD_COMMIT', `The bundle has no folder ${own}`);
  await runCommand(command, { cwd, env: { ...job.env, [componentVariable]: name } });
}

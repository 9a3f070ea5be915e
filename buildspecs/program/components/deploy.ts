import fs from 'node:fs';
import path from 'node:path';
import { programsOf } from '../../../lib/config/programs';
import { componentVariable } from '../../../lib/contract';
import { GitenvError } from '../../../lib/errors';
import type { Component } from '../job/component';
import type { Job } from '../job/job';
import { placed } from '../job/programs';
import { runCommand } from '../job/run-command';

/** Runs a component's own deploy in its folder of the bundle. */
export async function deployComponent(
  job: Job,
  component: Component,
  bundle: string,
  command: readonly string[],
): Promise<void> {
  const { name, path: own } = component;
  const cwd = path.join(bundle, own);
  if (!fs.existsSync(cwd)) throw new GitenvError('BAD_COMMIT', `The bundle has no folder ${own}`);
  await runCommand(placed(command, programsOf(component)), {
    cwd,
    env: { ...job.env, [componentVariable]: name },
  });
}

import type { Job } from '../program/job/job';
import { runCommand } from '../program/job/run-command';

/** Runs AWS's own tool for serverless applications, which the build image has to have. */
export async function runSam(args: readonly string[], cwd: string, env: Job['env']): Promise<void> {
  await runCommand(['sam', ...args], { cwd, env: { ...env, SAM_CLI_TELEMETRY: '0' } });
}

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { GitenvError, systemCode } from '../../../lib/errors';
import type { Job } from '../job/job';

export interface DockerCall {
  readonly args: readonly string[];
  readonly env: Job['env'];
  readonly cwd: string;
  /** Goes to its input, which no process list shows. */
  readonly input?: string;
}

/**
 * Runs docker; what it prints goes to the build's log.
 * @throws GitenvError where there is none, or it ends with anything but 0
 */
export async function docker({ args, env, cwd, input }: DockerCall): Promise<void> {
  const child = spawn('docker', args, {
    env,
    cwd,
    stdio: [input === undefined ? 'ignore' : 'pipe', 'inherit', 'inherit'],
  });
  // That it ended without reading all is told by how it ended.
  child.stdin?.on('error', () => undefined).end(input);
  const [code]: readonly unknown[] = await once(child, 'exit').catch((error: unknown) => {
    throw systemCode(error) === 'ENOENT'
      ? new GitenvError(
          'TOOL_MISSING',
          'There is no docker in this build: name a build image that has it',
        )
      : error;
  });
  if (code === 0) return;
  throw new GitenvError('TOOL_FAILED', `docker ${args[0]} ended with ${code ?? 'a signal'}`, {
    further: `Where it says that there is no daemon, builds may not run Docker: gitenv init <environment> --privileged lets them.`,
  });
}

import type { Run } from './engine/run';

/** A build uses the runtimes of this machine, and says so where the buildspec asks for certain ones. */
export function checkRuntimes(run: Run, versions: Readonly<Record<string, string>>): void {
  for (const [runtime, version] of Object.entries(versions))
    run.log.note(
      `Warning: runtime-versions asks for ${runtime} ${version}; this machine's own is used, whatever its version.`,
    );
}

import type { BuildPhaseType } from '@aws-sdk/client-codebuild';
import type { OnFailure, PhaseName, PhaseSpec } from '../buildspec/buildspec';
import { runCommand, setSucceeding } from '../run/commands';
import { PhaseFailure, type Run } from '../run/run';
import { checkRuntimes } from './runtimes';

export interface PhaseEnd {
  readonly succeeded: boolean;
  /** Whether the next phase is entered. */
  readonly goesOn: boolean;
}

const phaseTypes: Readonly<Record<PhaseName, BuildPhaseType>> = {
  install: 'INSTALL',
  pre_build: 'PRE_BUILD',
  build: 'BUILD',
  post_build: 'POST_BUILD',
};

/** Runs a phase's commands. A phase that the buildspec leaves out succeeds all the same. */
export async function runPhase(run: Run, name: PhaseName, succeeding: boolean): Promise<PhaseEnd> {
  const spec = run.buildspec?.phases[name];
  const succeeded = await run.phase(phaseTypes[name], async () => {
    run.log.note(`Entering phase ${name.toUpperCase()}`);
    if (!spec) return;
    if (!succeeding) await setSucceeding(run, false);
    await checkRuntimes(run, spec.runtimeVersions);
    await withRetries(run, spec);
  });
  return { succeeded, goesOn: succeeded || goesOnAfterFailure(name, spec?.onFailure) };
}

/** Without a word in the buildspec, only a failed BUILD is followed by the next phase. */
function goesOnAfterFailure(name: PhaseName, onFailure: OnFailure | undefined): boolean {
  if (onFailure?.action === 'CONTINUE') return true;
  if (onFailure?.action === 'ABORT') return false;
  return name === 'build' || name === 'post_build';
}

async function withRetries(run: Run, spec: PhaseSpec): Promise<void> {
  const { onFailure } = spec;
  const retries = onFailure.action === 'RETRY' ? onFailure.count : 0;
  for (let attempt = 0; ; attempt++) {
    run.heard.listen();
    const failure = await attemptPhase(run, spec);
    if (!failure) return;
    const pattern = onFailure.action === 'RETRY' ? onFailure.pattern : undefined;
    const again = attempt < retries && (!pattern || pattern.test(run.heard.text()));
    if (!again) throw failure;
    run.log.note(`Phase failed; retrying (${attempt + 1} of ${retries})`);
  }
}

/** Commands until one fails, then, in any case, `finally`. */
async function attemptPhase(run: Run, spec: PhaseSpec): Promise<PhaseFailure | undefined> {
  const failed = await runAll(run, spec.commands);
  if (failed && spec.finally.length > 0) await setSucceeding(run, false);
  const failedFinally = await runAll(run, spec.finally);
  return failed ?? failedFinally;
}

async function runAll(run: Run, commands: readonly string[]): Promise<PhaseFailure | undefined> {
  for (const command of commands) {
    const status = await runCommand(run, command);
    if (status !== 0)
      return new PhaseFailure(
        'COMMAND_EXECUTION_ERROR',
        `Error while executing command: ${command}. Reason: exit status ${status}`,
      );
  }
  return undefined;
}

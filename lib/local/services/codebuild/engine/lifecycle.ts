import fs from 'node:fs';
import { BuildspecError } from '../buildspec/buildspec';
import { restoreCache, saveCache } from '../cache/cache';
import { publishState } from '../model/events';
import { uploadReports } from '../reports/upload';
import { exportVariables, openShell } from '../run/commands';
import { Halted, PhaseFailure, type Run } from '../run/run';
import { buildEnvironment } from '../run/variables';
import { endProcessesInTurn } from '../shell/processes';
import { uploadArtifacts } from './artifacts';
import { runPhase } from './phase';
import { openLog } from './provision';
import { downloadSource } from './source';

/**
 * A build from PROVISIONING to COMPLETED. Never rejects: what goes wrong ends up in the build's record. A failure
 * of the emulator itself makes it FAULT and is handed to `onBug`.
 */
export async function execute(run: Run, onBug: (error: unknown) => void): Promise<void> {
  let succeeded = false;
  const minutes = run.build.timeoutInMinutes ?? 60;
  const timer = setTimeout(
    () => run.stop('TIMED_OUT', `Build timed out after ${minutes} minutes.`),
    Math.min(minutes * 60_000, 2 ** 31 - 1),
  );
  try {
    publishState(run.build, run.context);
    succeeded = await runPhases(run);
  } catch (error) {
    if (!(error instanceof Halted)) {
      onBug(error);
      run.build.buildStatus = 'FAULT';
    }
  }
  clearTimeout(timer);
  await wrapUp(run, succeeded).catch(onBug);
  const fault = run.build.buildStatus === 'FAULT';
  await run.complete(fault ? 'FAULT' : succeeded ? 'SUCCEEDED' : 'FAILED');
  publishState(run.build, run.context);
}

async function runPhases(run: Run): Promise<boolean> {
  const provisioned = await run.phase('PROVISIONING', () => openLog(run));
  if (!provisioned) return false;
  if (!(await run.phase('DOWNLOAD_SOURCE', () => prepare(run)))) return false;
  let succeeded = true;
  for (const name of ['install', 'pre_build', 'build', 'post_build'] as const) {
    const ended = await runPhase(run, name, succeeded);
    succeeded &&= ended.succeeded;
    if (!ended.goesOn) return false;
  }
  const uploaded = await run.phase('UPLOAD_ARTIFACTS', async () => {
    if (succeeded) await saveCache(run);
    await exportVariables(run);
    await uploadReports(run);
    await uploadArtifacts(run);
  });
  return succeeded && uploaded;
}

/** Source, buildspec, environment and shell: all that must be right before the first command. */
async function prepare(run: Run): Promise<void> {
  run.log.note('Waiting for DOWNLOAD_SOURCE');
  run.log.note('Phase is DOWNLOAD_SOURCE');
  fs.mkdirSync(run.source, { recursive: true });
  fs.mkdirSync(run.scratch, { recursive: true });
  run.log.note(`CODEBUILD_SRC_DIR=${run.source}`);
  try {
    run.buildspec = await downloadSource(run);
  } catch (error) {
    if (error instanceof BuildspecError) throw new PhaseFailure('YAML_FILE_ERROR', error.message);
    throw error;
  }
  noteMachine(run);
  for (const warning of run.buildspec.warnings) run.log.note(`Warning: ${warning}`);
  run.log.note('Processing environment variables');
  const environment = await buildEnvironment(run, run.buildspec);
  run.log.note(`Moving to directory ${run.source}`);
  openShell(run, environment);
  await restoreCache(run);
  const phases = Object.entries(run.buildspec.phases);
  run.log.note(`Phases found in YAML: ${phases.length}`);
  for (const [name, { commands }] of phases)
    run.log.note(` ${name.toUpperCase()}: ${commands.length} commands`);
}

/** What a container would have brought along is this machine's own; nobody should take one for the other. */
function noteMachine({ build, log }: Run): void {
  const { image, privilegedMode } = build.environment ?? {};
  log.note(`Commands run on this machine itself, which stands for the image ${image}`);
  if (privilegedMode)
    log.note('Warning: privileged mode has no effect; docker is there where this machine has it.');
}

async function wrapUp(run: Run, succeeded: boolean): Promise<void> {
  await run
    .phase('FINALIZING', async () => {
      run.build.buildStatus = succeeded ? 'SUCCEEDED' : run.build.buildStatus;
    })
    .catch((error) => {
      if (!(error instanceof Halted)) throw error;
    });
  // A build that has left nothing has them looked for twice.
  if (run.shell) await endProcessesInTurn(run.id, run.shell.pid, run.shell.ended);
  await run.log.flushed();
}

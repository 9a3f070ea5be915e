import fs from 'node:fs';
import path from 'node:path';
import type { Build, BuildPhase } from '@aws-sdk/client-codebuild';
import type { Context } from '../../base/context';
import { batchesOf } from './batches/records';
import { publishState } from './model/events';
import { buildsOf, revive, store } from './model/records';
import { removeTemporary } from './run/temporary';
import { endProcesses } from './shell/processes';

/**
 * Ends what a crash of the server left of its builds: their processes, their folders, and in their records. Every
 * build that has not ended has a folder, so that a server that ended well has no records to read through.
 */
export function recover(context: Context): void {
  const work = path.join(context.directory, 'codebuild', 'work');
  if (!fs.existsSync(work) || fs.readdirSync(work).length === 0) return;
  const builds = buildsOf(context);
  for (const record of builds.list()) {
    if (record.build.buildComplete) continue;
    endProcesses(record.build.id ?? '', undefined);
    const build = stopped(revive<Build>(record.build), context.now());
    builds.put(build.id ?? '', { ...record, build: store(build) });
    publishState(build, context);
  }
  endBatches(context);
  context.work(removeFolders(work, fs.readdirSync(work)));
}

/** By their names: a build that begins meanwhile keeps its own. */
async function removeFolders(work: string, names: readonly string[]): Promise<void> {
  for (const name of names) {
    const folder = path.join(work, name);
    await removeTemporary(folder);
    await fs.promises.rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

function endBatches(context: Context): void {
  const batches = batchesOf(context);
  for (const record of batches.list()) {
    const { batch } = record;
    if (batch.complete) continue;
    const ended = {
      ...batch,
      complete: true,
      buildBatchStatus: 'FAULT' as const,
      currentPhase: 'FAILED',
      endTime: context.now().toISOString(),
    };
    batches.put(batch.id ?? '', { ...record, batch: ended });
  }
}

/** The phase that was interrupted says why; between two phases, FINALIZING does. */
function stopped(build: Build, now: Date): Build {
  const known = build.phases ?? [];
  const open = known.find(({ endTime }) => !endTime);
  const interrupted = open ?? { phaseType: 'FINALIZING', startTime: now };
  const phases = [...known.filter((phase) => phase !== open), fault(interrupted, now)];
  return {
    ...build,
    phases: [...phases, { phaseType: 'COMPLETED', startTime: now }],
    currentPhase: 'COMPLETED',
    buildStatus: 'FAULT',
    buildComplete: true,
    endTime: now,
  };
}

function fault(phase: BuildPhase, now: Date): BuildPhase {
  return {
    ...phase,
    phaseStatus: 'FAULT',
    endTime: now,
    durationInSeconds: Math.round((now.getTime() - (phase.startTime?.getTime() ?? 0)) / 1000),
    contexts: [
      {
        statusCode: 'INTERNAL_SERVICE_ERROR',
        message: 'The server ended while the build was running.',
      },
    ],
  };
}

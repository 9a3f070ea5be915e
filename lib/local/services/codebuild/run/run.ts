import fs from 'node:fs';
import path from 'node:path';
import type { Build, BuildPhaseType, PhaseContext, StatusType } from '@aws-sdk/client-codebuild';
import { serviceCaller } from '../../../base/caller';
import type { Context } from '../../../base/context';
import { hasNoRoom, onceThereIsRoom } from '../../../base/store';
import { messageOf } from '../../../values/thrown';
import type { Buildspec } from '../buildspec/buildspec';
import { publishPhase } from '../model/events';
import { BuildLog, logTarget } from '../model/log';
import { type BuildRecord, buildsOf, revive, store } from '../model/records';
import { endProcesses } from '../shell/processes';
import type { Shell } from '../shell/shell';
import { Heard } from './heard';
import { cannotBeAssumed, serviceRoleOf } from './service-role';
import { removeTemporary } from './temporary';

/** A phase that ends in failure: what `phases[].contexts` will say. */
export class PhaseFailure extends Error {
  override readonly name = 'PhaseFailure';

  constructor(
    readonly statusCode: string,
    message: string,
  ) {
    super(message);
  }
}

/** The build was stopped or ran out of time, so that nothing more of it may start. */
export class Halted extends Error {
  override readonly name = 'Halted';
}

/** In ms, between two writes: phases change faster than a disk likes to be written. */
const saveInterval = 1000;
/** One build while it runs: its record, its log, its shell and its folder. */
export class Run {
  readonly build: Build;
  readonly folder: string;
  readonly log: BuildLog;
  shell: Shell | undefined;
  buildspec: Buildspec | undefined;
  /** Where the source is: CODEBUILD_SRC_DIR. */
  readonly source: string;
  /** Further sources by identifier, each in a folder of its own. */
  readonly secondarySources = new Map<string, string>();
  readonly finished: Promise<void>;
  /** Under which the build's credentials are offered. */
  credentialsId: string | undefined;
  /** The expanded key of the build's cache, and whether exactly that was found. */
  cacheKey: string | undefined;
  cacheHit = false;
  readonly heard = new Heard();
  private finish: () => void = () => undefined;
  private halt: { status: StatusType; message: string } | undefined;
  /** The queue has written the record already. */
  private savedAt = Date.now();
  private saving: NodeJS.Timeout | undefined;

  /** CodeBuild itself, which keeps the record and tells what happens. What is done with the service role's rights goes through `asRole`. */
  readonly context: Context;
  private role: Context | undefined;

  constructor(
    readonly record: BuildRecord,
    context: Context,
  ) {
    this.context = context.as(serviceCaller(context.account));
    this.build = revive<Build>(record.build);
    const id = this.id.slice(this.id.lastIndexOf(':') + 1);
    this.folder = path.join(context.directory, 'codebuild', 'work', id);
    this.source = path.join(this.folder, 'src');
    this.log = new BuildLog(
      () => this.role,
      this.context,
      logTarget(this.build),
      (held) => this.shell?.hold(held),
    );
    this.finished = new Promise((resolve) => {
      this.finish = resolve;
    });
  }

  get id(): string {
    return this.build.id ?? '';
  }

  /** A folder for what is the build's but not its source. */
  get scratch(): string {
    return path.join(this.folder, 'tmp');
  }

  /**
   * The build's service role, with whose rights CodeBuild reads sources and secrets and writes artifacts and logs.
   * (https://docs.aws.amazon.com/codebuild/latest/userguide/setting-up-service-role.html)
   * @throws PhaseFailure where there is no such role, or its trust policy does not let CodeBuild assume it
   */
  get asRole(): Context {
    this.role ??= serviceRoleOf(this.build, this.context);
    if (this.role) return this.role;
    throw new PhaseFailure('CLIENT_ERROR', cannotBeAssumed(this.build));
  }

  get halted(): boolean {
    return this.halt !== undefined;
  }

  /** What to do when the build's turn comes, or when it is stopped while it waits. */
  onTurn(start: () => void): void {
    this.takeTurn = start;
  }

  takeTurn: () => void = () => undefined;

  checkHalted(): void {
    if (this.halt) throw new Halted(this.halt.message);
  }

  /** Ends the build from outside: its processes now, its record as soon as its engine notices. */
  stop(status: 'STOPPED' | 'TIMED_OUT', message: string): void {
    if (this.halt || this.build.buildComplete) return;
    this.halt = { status, message };
    this.endProcesses();
    this.takeTurn();
  }

  endProcesses(): void {
    if (this.shell) endProcesses(this.id, this.shell.pid);
  }

  /**
   * Goes through one phase: its entry in the record with times, status and contexts, and its lines in the log.
   * @returns false where it failed; the build goes on or ends as its caller decides
   * @throws Halted when the build was stopped meanwhile
   */
  async phase(type: BuildPhaseType, work: () => Promise<void>): Promise<boolean> {
    const startTime = this.context.now();
    this.build.currentPhase = type;
    const entry = { phaseType: type, startTime };
    this.build.phases = [...(this.build.phases ?? []), entry];
    this.save();
    try {
      await work();
      this.checkHalted();
      this.endPhase('SUCCEEDED', { statusCode: '', message: '' });
      return true;
    } catch (error) {
      if (this.halt) {
        this.endPhase(this.halt.status, { statusCode: '', message: this.halt.message });
        throw new Halted(this.halt.message);
      }
      if (!(error instanceof PhaseFailure)) {
        const message = messageOf(error);
        this.endPhase('FAULT', { statusCode: 'INTERNAL_SERVICE_ERROR', message });
        throw error;
      }
      this.endPhase('FAILED', { statusCode: error.statusCode, message: error.message });
      return false;
    }
  }

  /** Writes the record, at once where `durably`, else soon: what a crash can lose is a phase, never the build. */
  save(durably = false): void {
    const wait = durably ? 0 : this.savedAt + saveInterval - Date.now();
    if (wait > 0) {
      this.saving ??= setTimeout(() => this.save(true), wait).unref();
      return;
    }
    try {
      this.write();
    } catch (error) {
      // The next write has it, and the last one waits until there is room.
      if (!hasNoRoom(error)) throw error;
    }
  }

  private write(): void {
    clearTimeout(this.saving);
    this.saving = undefined;
    this.savedAt = Date.now();
    buildsOf(this.context).put(this.id, { ...this.record, build: store(this.build) });
  }

  /** The end of it: the last state, in the record and to all who wait. */
  async complete(status: StatusType): Promise<void> {
    const now = this.context.now();
    this.build.phases = [...(this.build.phases ?? []), { phaseType: 'COMPLETED', startTime: now }];
    this.build.currentPhase = 'COMPLETED';
    this.build.buildStatus = this.halt?.status ?? status;
    this.build.buildComplete = true;
    this.build.endTime = now;
    await onceThereIsRoom(() => this.write());
    this.finish();
    // Nobody waits for that: what a package manager brought can take seconds.
    const { folder } = this;
    this.context.work(
      removeTemporary(folder).then(() =>
        fs.promises.rm(folder, { recursive: true, force: true, maxRetries: 5 }),
      ),
    );
  }

  private endPhase(status: StatusType, context: PhaseContext): void {
    const entries = this.build.phases ?? [];
    const last = entries[entries.length - 1];
    if (!last) return;
    const endTime = this.context.now();
    const seconds = Math.round((endTime.getTime() - (last.startTime?.getTime() ?? 0)) / 1000);
    const ended = {
      ...last,
      phaseStatus: status,
      endTime,
      durationInSeconds: seconds,
      contexts: [context],
    };
    this.build.phases = [...entries.slice(0, -1), ended];
    if (loggedPhases.has(last.phaseType ?? '')) {
      this.log.note(`Phase complete: ${last.phaseType} State: ${status}`);
      this.log.note(
        `Phase context status code: ${context.statusCode} Message: ${context.message ?? ''}`,
      );
    }
    publishPhase(this.build, ended, this.context);
    this.save();
  }
}

/** What happens before the log exists leaves no lines in it. */
const loggedPhases = new Set<string>([
  'DOWNLOAD_SOURCE',
  'INSTALL',
  'PRE_BUILD',
  'BUILD',
  'POST_BUILD',
  'UPLOAD_ARTIFACTS',
  'FINALIZING',
]);

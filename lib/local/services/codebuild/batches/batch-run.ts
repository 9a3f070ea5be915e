import fs from 'node:fs';
import path from 'node:path';
import type {
  Build,
  BuildBatch,
  BuildBatchPhase,
  BuildBatchPhaseType,
  BuildGroup,
  StatusType,
} from '@aws-sdk/client-codebuild';
import type { Context } from '../../../base/context';
import type { BatchEntry, BatchSpec } from '../buildspec/buildspec';
import { queueOf } from '../engine/queue';
import { revive, store } from '../model/records';
import { type BatchRecord, batchesOf } from './records';
import { startEntry } from './start-entry';

/** One batch while it runs: which builds it has started, which wait for others, and how it stands. */
export class BatchRun {
  readonly batch: BuildBatch;
  readonly finished: Promise<void>;
  private finish: () => void = () => undefined;
  private readonly statuses = new Map<string, StatusType>();
  private readonly builds = new Map<string, string>();
  private stopped: 'STOPPED' | 'TIMED_OUT' | undefined;
  private failedFast = false;

  constructor(
    readonly record: BatchRecord,
    readonly context: Context,
  ) {
    this.batch = revive<BuildBatch>(record.batch);
    this.finished = new Promise((resolve) => {
      this.finish = resolve;
    });
  }

  /** There as long as the batch has not ended, for `recover` to know of it. */
  get folder(): string {
    const id = this.batch.id ?? '';
    const name = `batch-${id.slice(id.lastIndexOf(':') + 1)}`;
    return path.join(this.context.directory, 'codebuild', 'work', name);
  }

  /** Runs all builds, each as soon as those it depends on have succeeded. */
  async execute(spec: BatchSpec): Promise<void> {
    this.batch.buildGroups = spec.entries.map(({ identifier, dependsOn, ignoreFailure }) => ({
      identifier,
      dependsOn: [...dependsOn],
      ignoreFailure,
      priorBuildSummaryList: [],
    }));
    const started = new Map<string, Promise<void>>();
    for (const entry of inOrder(spec.entries)) {
      const before = entry.dependsOn.map((name) => started.get(name));
      started.set(
        entry.identifier,
        Promise.all(before).then(() => this.runEntry(entry, spec)),
      );
    }
    this.save();
    await Promise.all(started.values());
  }

  /** Ends the builds that run, and starts no more. */
  stop(status: 'STOPPED' | 'TIMED_OUT' = 'STOPPED'): void {
    this.stopped ??= status;
    this.stopBuilds();
  }

  status(): StatusType {
    if (this.stopped) return this.stopped;
    const groups = this.batch.buildGroups ?? [];
    const good = groups.every(
      ({ identifier = '', ignoreFailure }) =>
        ignoreFailure || this.statuses.get(identifier) === 'SUCCEEDED',
    );
    return good ? 'SUCCEEDED' : 'FAILED';
  }

  /** Enters a phase; the one before ends with the status. */
  enter(phaseType: BuildBatchPhaseType, before: StatusType = 'SUCCEEDED', message = ''): void {
    const now = this.context.now();
    const phases = (this.batch.phases ?? []).map((phase) =>
      phase.endTime ? phase : ended(phase, before, message, now),
    );
    this.batch.phases = [...phases, { phaseType, startTime: now }];
    this.batch.currentPhase = phaseType;
    this.save();
  }

  complete(message = ''): void {
    const status = this.stopped || this.batch.buildGroups ? this.status() : 'FAILED';
    this.enter(lastPhase(status), status, message);
    this.batch.buildBatchStatus = status;
    this.batch.endTime = this.context.now();
    this.batch.complete = true;
    this.save();
    fs.rmSync(this.folder, { recursive: true, force: true });
    this.finish();
  }

  private async runEntry(entry: BatchEntry, spec: BatchSpec): Promise<void> {
    if (this.stopped || !this.ready(entry, spec)) return;
    const build = startEntry(entry, this.record, this.batch, this.context);
    this.builds.set(entry.identifier, build.id ?? '');
    this.describe(entry.identifier, build);
    const queue = queueOf(this.context);
    await queue.run(build.id ?? '')?.finished;
    const result = queue.find(build.id ?? '') ?? build;
    this.statuses.set(entry.identifier, result.buildStatus ?? 'FAULT');
    this.describe(entry.identifier, result);
    const failed = result.buildStatus !== 'SUCCEEDED' && !entry.ignoreFailure;
    if (failed && spec.fastFail) this.failFast();
  }

  /** Whether all that the entry waits for went well, or was allowed not to. */
  private ready({ dependsOn }: BatchEntry, { entries }: BatchSpec): boolean {
    if (this.failedFast) return false;
    return dependsOn.every((name) => {
      const status = this.statuses.get(name);
      const ignored = entries.find(({ identifier }) => identifier === name)?.ignoreFailure;
      return status === 'SUCCEEDED' || (status !== undefined && ignored);
    });
  }

  private failFast(): void {
    this.failedFast = true;
    this.stopBuilds();
  }

  private stopBuilds(): void {
    for (const id of this.builds.values())
      queueOf(this.context).run(id)?.stop('STOPPED', 'The batch of this build was stopped.');
  }

  private describe(identifier: string, build: Build): void {
    const currentBuildSummary = {
      arn: build.arn,
      requestedOn: build.startTime,
      buildStatus: build.buildStatus,
    };
    const groups: BuildGroup[] = this.batch.buildGroups ?? [];
    this.batch.buildGroups = groups.map((group) =>
      group.identifier === identifier ? { ...group, currentBuildSummary } : group,
    );
    this.save();
  }

  private save(): void {
    batchesOf(this.context).put(this.batch.id ?? '', { ...this.record, batch: store(this.batch) });
  }
}

function ended(
  phase: BuildBatchPhase,
  phaseStatus: StatusType,
  message: string,
  endTime: Date,
): BuildBatchPhase {
  const seconds = Math.round((endTime.getTime() - (phase.startTime?.getTime() ?? 0)) / 1000);
  return {
    ...phase,
    phaseStatus,
    endTime,
    durationInSeconds: seconds,
    contexts: [{ statusCode: message && 'CLIENT_ERROR', message }],
  };
}

/** Every entry after those it depends on; the buildspec's reader has made sure that there is such an order. */
function inOrder(entries: readonly BatchEntry[]): readonly BatchEntry[] {
  const placed = new Map<string, BatchEntry>();
  while (placed.size < entries.length) {
    const next = entries.filter(
      ({ identifier, dependsOn }) =>
        !placed.has(identifier) && dependsOn.every((name) => placed.has(name)),
    );
    if (next.length === 0) throw new Error('the batch has a circle');
    for (const entry of next) placed.set(entry.identifier, entry);
  }
  return [...placed.values()];
}

/** The phase that a batch ends with. There is none of the names of the other ends. */
function lastPhase(status: StatusType): BuildBatchPhaseType {
  if (status === 'TIMED_OUT') return 'STOPPED';
  return status === 'FAULT' ? 'FAILED' : status;
}

import fs from 'node:fs';
import type { Build } from '@aws-sdk/client-codebuild';
import type { Context } from '../../../base/context';
import type { Records } from '../../../base/store';
import { type BuildRecord, buildsOf, numbersOf, revive } from '../model/records';
import { Halted, Run } from '../run/run';
import { execute } from './lifecycle';

/** What is alive in one account and region: builds that run or wait. */
export class Queue {
  private readonly runs = new Map<string, Run>();
  private readonly waiting: Run[] = [];

  constructor(
    private readonly records: Records<BuildRecord>,
    private readonly numbers: Records<number>,
  ) {}

  /** The build's number within its project, from 1. */
  nextNumber(project: string): number {
    const known =
      this.numbers.get(project) ??
      this.records
        .list()
        .filter(({ build }) => build.projectName === project)
        .reduce((highest, { build }) => Math.max(highest, build.buildNumber ?? 0), 0);
    this.numbers.put(project, known + 1, { loosely: true });
    return known + 1;
  }

  /** A build as it is at this moment. */
  find(id: string): Build | undefined {
    const live = this.runs.get(id)?.build;
    if (live) return { ...live };
    const record = this.records.get(id);
    return record && revive<Build>(record.build);
  }

  run(id: string): Run | undefined {
    return this.runs.get(id);
  }

  /** Takes a build on: it starts at once, or when its project's limit of concurrent builds lets it. */
  add(record: BuildRecord, context: Context): Run {
    const run = new Run(record, context);
    // Before the record, for `recover` to know of it.
    fs.mkdirSync(run.folder, { recursive: true });
    this.records.put(run.id, record);
    this.runs.set(run.id, run);
    context.work(this.process(run));
    return run;
  }

  private async process(run: Run): Promise<void> {
    await run.phase('SUBMITTED', async () => undefined);
    try {
      await run.phase('QUEUED', () => this.turn(run));
      await execute(run, (error) => run.context.work(Promise.reject(error)));
    } catch (error) {
      if (!(error instanceof Halted)) throw error;
      await run.complete('STOPPED');
    } finally {
      if (this.waiting.includes(run)) this.waiting.splice(this.waiting.indexOf(run), 1);
      this.runs.delete(run.id);
      this.startNext();
    }
  }

  private turn(run: Run): Promise<void> {
    this.waiting.push(run);
    const minutes = run.build.queuedTimeoutInMinutes ?? 480;
    const timer = setTimeout(
      () => run.stop('TIMED_OUT', `Build was queued for more than ${minutes} minutes.`),
      minutes * 60_000,
    );
    const turn = new Promise<void>((resolve) => run.onTurn(resolve));
    this.startNext();
    return turn.finally(() => clearTimeout(timer));
  }

  private startNext(): void {
    for (const run of [...this.waiting]) {
      if (!run.halted && !this.hasRoom(run)) continue;
      this.waiting.splice(this.waiting.indexOf(run), 1);
      run.takeTurn();
    }
  }

  private hasRoom(run: Run): boolean {
    const limit = run.record.project.concurrentBuildLimit;
    if (limit === undefined) return true;
    const running = [...this.runs.values()].filter(
      (other) => other.build.projectName === run.build.projectName && !this.waiting.includes(other),
    );
    return running.length < limit;
  }
}

const queues = new WeakMap<Records<BuildRecord>, Queue>();

export function queueOf(context: Context): Queue {
  const records = buildsOf(context);
  const known = queues.get(records) ?? new Queue(records, numbersOf(context));
  queues.set(records, known);
  return known;
}

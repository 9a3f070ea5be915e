import type { AwsEvent } from '../../../base/context';
import { arnOf, type Pipeline } from '../model/declaration';
import { type ExecutionRecord, isOver, type Notice, type StateRecord } from '../model/records';

export interface Clock {
  now(): Date;
  newId(): string;
  /** The random end of an artifact's key. */
  newKey(): string;
}

/** An action or a rule to run; the run is on record as in progress already. */
export interface Job {
  readonly kind: 'action' | 'rule';
  readonly executionId: string;
  readonly stage: string;
  readonly runId: string;
}

/** What a board may ask of the past. */
export interface Past {
  nextSequence(): number;
  /** From the newest execution to the oldest. */
  executions(): Iterable<ExecutionRecord>;
  structure(version: number): Pipeline | undefined;
}

/**
 * A working copy of what is alive in one pipeline. Rules change the board and nothing else; the engine then makes the
 * changes durable, and only after that publishes the events and starts the jobs that stand on it.
 */
export class Board {
  readonly events: AwsEvent[] = [];
  readonly jobs: Job[] = [];
  readonly notices: Notice[] = [];
  readonly edited = new Map<string, ExecutionRecord>();
  private added = 0;

  constructor(
    readonly account: string,
    readonly region: string,
    readonly pipeline: Pipeline,
    readonly state: StateRecord,
    private readonly executions: ReadonlyMap<string, ExecutionRecord>,
    readonly clock: Clock,
    private readonly past: Past,
  ) {}

  get arn(): string {
    return arnOf(this, this.pipeline.name);
  }

  /** Executions that have not ended, oldest first. */
  live(): readonly ExecutionRecord[] {
    return this.state.live.flatMap((id) => this.find(id) ?? []);
  }

  find(id: string): ExecutionRecord | undefined {
    return this.edited.get(id) ?? this.executions.get(id);
  }

  /** The one copy of a live execution that may be changed in this turn. */
  edit(execution: ExecutionRecord): ExecutionRecord {
    const known = this.edited.get(execution.id);
    if (known) return known;
    const draft = structuredClone(execution);
    this.edited.set(draft.id, draft);
    return draft;
  }

  /** Takes up an execution that is new, or that had ended and goes on. */
  revive(execution: ExecutionRecord): ExecutionRecord {
    const draft = this.edit(execution);
    if (!this.state.live.includes(draft.id)) this.state.live.push(draft.id);
    this.state.live.sort((a, b) => this.sequenceOf(a) - this.sequenceOf(b));
    return draft;
  }

  /** Ended executions are no longer the board's. */
  dropEnded(): void {
    this.state.live = this.live()
      .filter(({ status }) => !isOver(status))
      .map(({ id }) => id);
  }

  /** The structure that an execution runs, which in PARALLEL mode may be an earlier one. */
  structureOf({ version }: ExecutionRecord): Pipeline {
    const structure =
      version === this.pipeline.version ? this.pipeline : this.past.structure(version);
    if (!structure) throw new Error(`${this.pipeline.name} has no version ${version}`);
    return structure;
  }

  /** Stages that something can wait for. */
  stageNames(): readonly string[] {
    const waited = this.live().flatMap(({ waiting }) => waiting?.stage ?? []);
    return [...new Set([...this.pipeline.stages.map(({ name }) => name), ...waited])];
  }

  newSequence(): number {
    return this.past.nextSequence() + this.added++;
  }

  /** The newest execution of the pipeline's present structure that is wanted. */
  newest(wanted: (execution: ExecutionRecord) => boolean): ExecutionRecord | undefined {
    for (const past of this.past.executions()) {
      const execution = this.find(past.id) ?? past;
      if (execution.version < this.pipeline.version) return undefined;
      if (wanted(execution)) return execution;
    }
    return undefined;
  }

  memoryOf(stage: string): StateRecord['stages'][string] {
    const known = this.state.stages[stage];
    if (known) return known;
    const memory = { actions: {} };
    this.state.stages[stage] = memory;
    return memory;
  }

  time(): string {
    return this.clock.now().toISOString();
  }

  private sequenceOf(id: string): number {
    return this.find(id)?.sequence ?? 0;
  }
}

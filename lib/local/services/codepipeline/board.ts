import type { AwsEvent } from '../../service';
import { arnOf, type Pipeline } from './declaration';
import { type ExecutionRecord, isOver, type StateRecord } from './records';

export interface Clock {
  now(): Date;
  newId(): string;
  /** The random end of an artifact's key. */
  newKey(): string;
}

/** An action to run; the run is on record as in progress already. */
export interface Job {
  readonly executionId: string;
  readonly stage: string;
  readonly actionRunId: string;
}

/**
 * A working copy of what is alive in one pipeline. Rules change the board and nothing else; the engine then makes the
 * changes durable, and only after that publishes the events and starts the jobs that stand on it.
 */
export class Board {
  readonly events: AwsEvent[] = [];
  readonly jobs: Job[] = [];
  readonly edited = new Map<string, ExecutionRecord>();

  constructor(
    readonly account: string,
    readonly region: string,
    readonly pipeline: Pipeline,
    readonly state: StateRecord,
    private readonly executions: ReadonlyMap<string, ExecutionRecord>,
    readonly clock: Clock,
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

import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { type Context, ServiceError } from '../../service';
import type { Records } from '../../store';
import { Board, type Clock } from './board';
import { History } from './history';
import { perform } from './perform';
import { type ExecutionRecord, isOver, type PipelineRecord, type StateRecord } from './records';
import { settle } from './settle';

/** The pipelines of one account and region, and what is alive in them. */
export class Engine {
  readonly history: History;
  private readonly live = new Map<string, Map<string, ExecutionRecord>>();

  constructor(
    readonly pipelines: Records<PipelineRecord>,
    readonly states: Records<StateRecord>,
    directory: string,
  ) {
    this.history = new History(path.join(directory, 'codepipeline', 'executions'));
  }

  pipeline(name: string): PipelineRecord {
    const record = this.pipelines.get(name);
    if (!record)
      throw new ServiceError(
        'PipelineNotFoundException',
        `Account does not have a pipeline with name '${name}'`,
      );
    return record;
  }

  state(name: string): StateRecord {
    return this.states.get(name) ?? { live: [], stages: {} };
  }

  /** @throws ServiceError where the pipeline has no such execution */
  execution(pipeline: string, id: string): ExecutionRecord {
    const found = this.liveOf(pipeline).get(id) ?? this.history.read(pipeline, id);
    if (!found)
      throw new ServiceError(
        'PipelineExecutionNotFoundException',
        `The pipeline execution ${id} was not found in the pipeline ${pipeline}.`,
      );
    return found;
  }

  /**
   * One turn: changes the board, lets everything that can move do so, writes what changed, and only then acts on it.
   * Synchronous, so that no other turn comes between.
   */
  change<T>(context: Context, name: string, mutate: (board: Board) => T): T {
    const before = this.state(name);
    const board = new Board(
      context.account,
      context.region,
      this.pipeline(name).declaration,
      structuredClone(before) as StateRecord,
      this.liveOf(name),
      clockOf(context),
    );
    const result = mutate(board);
    settle(board);
    this.save(name, before, board);
    for (const event of board.events) context.publish(event);
    for (const job of board.jobs) perform(this, context, name, job);
    return result;
  }

  isLive(pipeline: string, id: string): boolean {
    return this.liveOf(pipeline).has(id);
  }

  forget(name: string): void {
    this.live.delete(name);
    this.history.remove(name);
    this.states.delete(name);
    this.pipelines.delete(name);
  }

  /** A crash between two writes leaves an execution listed as live that ended, or that never was acknowledged. */
  private save(name: string, before: StateRecord, board: Board): void {
    const live = this.liveOf(name);
    const started = [...board.edited.keys()].filter((id) => !before.live.includes(id));
    let written = before;
    if (started.length > 0) {
      written = { ...structuredClone(board.state), live: [...before.live, ...started] };
      this.states.put(name, written);
    }
    for (const execution of board.edited.values()) {
      this.history.write(execution);
      if (isOver(execution.status)) live.delete(execution.id);
      else live.set(execution.id, execution);
    }
    if (!isDeepStrictEqual(written, board.state)) this.states.put(name, board.state);
  }

  private liveOf(name: string): Map<string, ExecutionRecord> {
    let live = this.live.get(name);
    if (!live) {
      const found = this.state(name).live.flatMap((id) => this.history.read(name, id) ?? []);
      live = new Map(found.filter(({ status }) => !isOver(status)).map((one) => [one.id, one]));
      this.live.set(name, live);
    }
    return live;
  }
}

const engines = new WeakMap<Records<PipelineRecord>, Engine>();

/** The one engine of an account and region on this machine. */
export function engineOf(context: Context): Engine {
  const pipelines = context.records<PipelineRecord>('codepipeline/pipelines');
  let engine = engines.get(pipelines);
  if (!engine) {
    const states = context.records<StateRecord>('codepipeline/states');
    engine = new Engine(pipelines, states, context.directory);
    engines.set(pipelines, engine);
  }
  return engine;
}

function clockOf(context: Context): Clock {
  return { now: () => context.now(), newId: () => context.newId(), newKey: randomKey };
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

function randomKey(): string {
  return [...randomBytes(7)].map((byte) => alphabet[byte % alphabet.length]).join('');
}

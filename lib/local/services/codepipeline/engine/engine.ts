import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Context } from '../../../base/context';
import { ServiceError } from '../../../base/service-error';
import type { Records } from '../../../base/store';
import { Timer } from '../../../base/timer';
import { Board, type Clock, type Job, type Past } from '../execution/board';
import { settle } from '../execution/settle';
import { mostConcurrent } from '../execution/start';
import type { Pipeline } from '../model/declaration';
import { History } from '../model/history';
import {
  type ExecutionRecord,
  isOver,
  type Notice,
  type PipelineRecord,
  type StateRecord,
} from '../model/records';
import { type Active, gatesOf, loadActive } from './active';
import { perform } from './perform';
import { soonest } from './soonest';

/** So many executions are read at most, when a server starts, to know how a pipeline is. */
const rewrittenAfter = 20;

/** The pipelines of one account and region, and what is alive in them. */
export class Engine {
  readonly history: History;
  /** Runs of actions and rules that this process works on. */
  readonly running = new Set<string>();
  private readonly active = new Map<string, Active>();
  private readonly timer = new Timer();

  constructor(
    readonly pipelines: Records<PipelineRecord>,
    readonly states: Records<StateRecord>,
    readonly structures: Records<Pipeline>,
    readonly notices: Records<Notice>,
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
    return this.activeOf(name).state;
  }

  /** The structure under a version, past or present. */
  structure(name: string, version: number): Pipeline | undefined {
    return this.structures.get(structureKey(name, version));
  }

  /** @throws ServiceError where the pipeline has no such execution */
  execution(pipeline: string, id: string): ExecutionRecord {
    const found = this.activeOf(pipeline).live.get(id) ?? this.history.read(pipeline, id);
    if (!found)
      throw new ServiceError(
        'PipelineExecutionNotFoundException',
        `The pipeline execution ${id} was not found in the pipeline ${pipeline}.`,
      );
    return found;
  }

  isLive(pipeline: string, id: string): boolean {
    return this.pipelines.get(pipeline) !== undefined && this.activeOf(pipeline).live.has(id);
  }

  /** Whether a start would be one too many. */
  isFull(pipeline: string): boolean {
    const { executionMode } = this.pipeline(pipeline).declaration;
    return executionMode !== 'SUPERSEDED' && this.state(pipeline).live.length >= mostConcurrent;
  }

  put(record: PipelineRecord): void {
    const { name, version } = record.declaration;
    this.structures.put(structureKey(name, version), record.declaration);
    this.pipelines.put(name, record);
  }

  forget(name: string): void {
    const version = this.pipelines.get(name)?.declaration.version ?? 0;
    this.active.delete(name);
    this.history.remove(name);
    this.states.delete(name);
    this.pipelines.delete(name);
    for (let past = version; past > 0; past--) this.structures.delete(structureKey(name, past));
  }

  /**
   * One turn: changes the board, lets everything that can move do so, writes what changed, and only then acts on it.
   * Synchronous, so that no other turn comes between.
   */
  change<T>(context: Context, name: string, mutate: (board: Board) => T): T {
    const active = this.activeOf(name);
    const board = new Board(
      context.account,
      context.region,
      this.pipeline(name).declaration,
      structuredClone(active.state),
      active.live,
      clockOf(context),
      this.pastOf(name),
    );
    const result = mutate(board);
    settle(board);
    this.save(name, active, board);
    for (const notice of board.notices) this.notices.put(notice.approval.token, notice);
    for (const event of board.events) context.publish(event);
    for (const job of board.jobs) this.run(context, name, job);
    this.rearm(context);
    return result;
  }

  run(context: Context, name: string, job: Job): void {
    this.running.add(job.runId);
    context.work(perform(this, context, name, job).finally(() => this.running.delete(job.runId)));
  }

  /** Fails and asks again what has waited until now; does nothing where nothing has. */
  wake(context: Context, name: string): void {
    const due = soonest(this.activeOf(name).live.values());
    if (due !== undefined && due <= context.now().toISOString())
      this.change(context, name, () => {});
  }

  /** Sets the one timer for whatever is due next in this account and region. */
  rearm(context: Context): void {
    const all = [...this.active.values()].flatMap(({ live }) => [...live.values()]);
    this.timer.set(context, soonest(all), () => {
      for (const name of this.active.keys()) if (this.pipelines.get(name)) this.wake(context, name);
      this.rearm(context);
    });
  }

  /**
   * The state follows the executions, which tell what has happened since it was written. So it is written only once that
   * are many, and where they do not tell all: when a person has changed something, and when an older one goes on.
   */
  private save(name: string, active: Active, board: Board): void {
    for (const draft of board.edited.values()) {
      if (isDeepStrictEqual(draft, active.live.get(draft.id))) continue;
      this.history.write(draft);
      if (isOver(draft.status)) active.live.delete(draft.id);
      else active.live.set(draft.id, draft);
    }
    const { state } = active;
    active.state = board.state;
    active.state.upTo = this.history.nextSequence(name) - 1;
    if (this.tellsAll(name, state, board.state)) return;
    this.states.put(name, structuredClone(active.state));
  }

  /** Whether the state as it was written, and the executions, still tell everything. */
  private tellsAll(
    name: string,
    before: StateRecord,
    { live, stages, upTo }: StateRecord,
  ): boolean {
    const { upTo: written = 0, live: known = [] } = this.states.get(name) ?? {};
    if (upTo - written > rewrittenAfter) return false;
    const isTold = (id: string) =>
      known.includes(id) || this.history.sequenceOf(name, id) > written;
    return (
      live.every(isTold) && isDeepStrictEqual(gatesOf(before), gatesOf({ live, stages, upTo }))
    );
  }

  private activeOf(name: string): Active {
    let active = this.active.get(name);
    if (!active) {
      active = loadActive(this.states.get(name), this.history, name);
      this.active.set(name, active);
    }
    return active;
  }

  private pastOf(name: string): Past {
    return {
      nextSequence: () => this.history.nextSequence(name),
      executions: () => this.history.newestFirst(name),
      structure: (version) => this.structure(name, version),
    };
  }
}

const engines = new WeakMap<Records<PipelineRecord>, Engine>();

/** The one engine of an account and region on this machine. */
export function engineOf(context: Context): Engine {
  const pipelines = context.records<PipelineRecord>('codepipeline/pipelines');
  let engine = engines.get(pipelines);
  if (!engine) {
    engine = new Engine(
      pipelines,
      context.records('codepipeline/states'),
      context.records('codepipeline/structures'),
      context.records('codepipeline/notices'),
      context.directory,
    );
    engines.set(pipelines, engine);
  }
  return engine;
}

function structureKey(name: string, version: number): string {
  return `${name}:${version}`;
}

function clockOf(context: Context): Clock {
  return { now: () => context.now(), newId: () => context.newId(), newKey: randomKey };
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

function randomKey(): string {
  return [...randomBytes(7)].map((byte) => alphabet[byte % alphabet.length]).join('');
}

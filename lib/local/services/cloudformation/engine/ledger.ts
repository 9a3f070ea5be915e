import type { ResourceStatus, StackStatus } from '@aws-sdk/client-cloudformation';
import type { Context } from '../../../base/context';
import { type Journal, journalOf } from '../model/journal';
import { masked } from '../model/mask';
import {
  type EventRecord,
  type Phase,
  type ResourceRecord,
  type StackRecord,
  stacksOf,
  type Touch,
} from '../model/records';

/** A member given as undefined is removed. */
export type StackChange = { [K in keyof StackRecord]?: StackRecord[K] | undefined };

interface Telling {
  readonly status: ResourceStatus;
  readonly reason?: string | undefined;
  /** By default the resource's current one. */
  readonly physicalId?: string | undefined;
}

/** The durable state of one stack. Every change is on disk, with its event, when the call returns. */
export class Ledger {
  private readonly journal: Journal;

  constructor(
    readonly context: Context,
    readonly uuid: string,
  ) {
    this.journal = journalOf(context, uuid);
  }

  get stack(): StackRecord {
    const stack = stacksOf(this.context).get(this.uuid);
    if (!stack) throw new Error(`stack ${this.uuid} is gone`);
    return stack;
  }

  update(change: StackChange): void {
    const next = Object.entries({ ...this.stack, ...change });
    const kept = Object.fromEntries(next.filter(([, inner]) => inner !== undefined));
    stacksOf(this.context).put(this.uuid, kept as unknown as StackRecord);
  }

  /** Moves the stack to another status and writes the event of it. */
  enter(status: StackStatus, reason?: string, change: StackChange = {}): void {
    const { id, name, operation } = this.stack;
    this.update({ ...change, status, reason });
    const about = { logicalId: name, physicalId: id, type: 'AWS::CloudFormation::Stack', status };
    this.journal.append({ events: [this.event({ ...about, reason }, operation)] });
  }

  /** Moves the operation to its next phase in the same write: a restart never sees one without the other. */
  next(phase: Phase, status: StackStatus, reason?: string, change: StackChange = {}): void {
    const { operation } = this.stack;
    this.enter(status, reason, {
      ...change,
      ...(operation && { operation: { ...operation, phase } }),
    });
  }

  /** Ends the operation with a status that stays. */
  end(status: StackStatus, reason?: string, change: StackChange = {}): void {
    this.enter(status, reason, { ...change, operation: undefined });
  }

  resource(logicalId: string): ResourceRecord | undefined {
    return this.journal.resource(logicalId);
  }

  allResources(): readonly ResourceRecord[] {
    return this.journal.resources();
  }

  /** What the unsettled operations changed about a resource; undefined when they left it alone. */
  touchOf({ touched }: ResourceRecord): Touch | undefined {
    return touched?.transaction === this.stack.transaction ? touched : undefined;
  }

  /** Keeps a resource's new state without telling of it. */
  keep(resource: ResourceRecord): void {
    this.journal.append({ events: [], resource });
  }

  forget(logicalId: string): void {
    this.journal.append({ events: [], forgotten: logicalId });
  }

  /** Moves a resource to another status; `first` are events that come before the one of it, in the same write. */
  advance(
    resource: ResourceRecord,
    status: ResourceStatus,
    reason?: string,
    first: readonly Telling[] = [],
  ): ResourceRecord {
    const { reason: _, ...rest } = resource;
    const at = this.context.now().toISOString();
    const next = { ...rest, status, at, ...(reason !== undefined && { reason }) };
    const events = [...first, { status, reason }].map((telling) => this.about(next, telling));
    this.journal.append({ events, resource: next });
    return next;
  }

  /** Writes an event about a resource that changes nothing about it. */
  tell(resource: ResourceRecord, telling: Telling): void {
    this.journal.append({ events: [this.about(resource, telling)] });
  }

  /** After all that was told so far, and before all that will be. */
  time(): string {
    return this.journal.nextTime(this.context.now());
  }

  private about({ logicalId, type, current }: ResourceRecord, telling: Telling): EventRecord {
    const { operation, source } = this.stack;
    const { status, reason, physicalId = current?.physicalId ?? '' } = telling;
    const properties = current && masked(current.properties, source.parameters);
    return this.event({ logicalId, type, physicalId, status, reason, properties }, operation);
  }

  private event(
    what: Omit<EventRecord, 'id' | 'at'>,
    operation: StackRecord['operation'],
  ): EventRecord {
    return {
      ...what,
      id: this.context.newId(),
      at: this.time(),
      token: operation?.token,
      operationId: operation?.id,
    };
  }
}

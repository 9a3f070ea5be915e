import type { ResourceStatus, StackStatus } from '@aws-sdk/client-cloudformation';
import type { Context } from '../../../service';
import { masked } from '../mask';
import {
  type EventRecord,
  eventsOf,
  type Phase,
  type ResourceRecord,
  resourcesOf,
  type StackRecord,
  stacksOf,
} from '../records';

/** A member given as undefined is removed. */
export type StackChange = { [K in keyof StackRecord]?: StackRecord[K] | undefined };

/** The durable state of one stack. Every change is on disk, with its event, when the call returns. */
export class Ledger {
  private readonly resources;
  private readonly events;

  constructor(
    readonly context: Context,
    readonly uuid: string,
  ) {
    this.resources = resourcesOf(context, uuid);
    this.events = eventsOf(context, uuid);
  }

  get stack(): StackRecord {
    const stack = stacksOf(this.context).get(this.uuid);
    if (!stack) throw new Error(`stack ${this.uuid} is gone`);
    return stack;
  }

  update(change: StackChange): void {
    stacksOf(this.context).put(this.uuid, withoutUndefined({ ...this.stack, ...change }));
  }

  /** Moves the stack to another status and writes the event of it. */
  enter(status: StackStatus, reason?: string, change: StackChange = {}): void {
    const { id, name, operation } = this.stack;
    this.update({ ...change, status, reason });
    this.record({
      logicalId: name,
      physicalId: id,
      type: 'AWS::CloudFormation::Stack',
      status,
      ...(reason !== undefined && { reason }),
      ...(operation?.token !== undefined && { token: operation.token }),
      ...(operation && { operationId: operation.id }),
    });
  }

  /** Moves the operation to its next phase in the same write: a restart never sees one without the other. */
  next(phase: Phase, status: StackStatus, reason?: string, change: StackChange = {}): void {
    const { operation } = this.stack;
    this.enter(status, reason, {
      ...change,
      ...(operation && { operation: { ...operation, ...change.operation, phase } }),
    });
  }

  /** Ends the operation with a status that stays. */
  end(status: StackStatus, reason?: string, change: StackChange = {}): void {
    this.enter(status, reason, { ...change, operation: undefined });
  }

  resource(logicalId: string): ResourceRecord | undefined {
    return this.resources.get(logicalId);
  }

  allResources(): readonly ResourceRecord[] {
    return this.resources.list();
  }

  /** Keeps a resource's new state without telling of it. */
  keep(resource: ResourceRecord): void {
    this.resources.put(resource.logicalId, resource);
  }

  forget(logicalId: string): void {
    this.resources.delete(logicalId);
  }

  /** Moves a resource to another status and writes the event of it. */
  advance(resource: ResourceRecord, status: ResourceStatus, reason?: string): ResourceRecord {
    const { reason: _, ...rest } = resource;
    const at = this.context.now().toISOString();
    const next = { ...rest, status, at, ...(reason !== undefined && { reason }) };
    this.keep(next);
    this.tell(next, status, reason);
    return next;
  }

  /** Writes an event about a resource, by default about its current physical id. */
  tell(
    resource: ResourceRecord,
    status: ResourceStatus,
    reason?: string,
    physicalId = resource.current?.physicalId ?? '',
  ): void {
    const { operation, source } = this.stack;
    this.record({
      logicalId: resource.logicalId,
      physicalId,
      type: resource.type,
      status,
      ...(reason !== undefined && { reason }),
      ...(resource.current && {
        properties: masked(resource.current.properties, source.parameters),
      }),
      ...(operation?.token !== undefined && { token: operation.token }),
      ...(operation && { operationId: operation.id }),
    });
  }

  private record(event: Omit<EventRecord, 'id' | 'at'>): void {
    const sequence = String(this.events.list().length).padStart(9, '0');
    const at = this.context.now().toISOString();
    this.events.put(sequence, { ...event, id: this.context.newId(), at });
  }
}

function withoutUndefined(value: object): StackRecord {
  return Object.fromEntries(
    Object.entries(value).filter(([, inner]) => inner !== undefined),
  ) as unknown as StackRecord;
}

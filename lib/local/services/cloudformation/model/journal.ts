import type { Context } from '../../../base/context';
import type { Records } from '../../../base/store';
import type { EventRecord, ResourceRecord } from './records';

/** One step of a stack: what became of a resource, and the events that tell of it, in one durable write. */
interface Step {
  readonly events: readonly EventRecord[];
  readonly resource?: ResourceRecord;
  readonly forgotten?: string;
}

/** All steps of one stack. The resources it has are what the steps add up to. */
export class Journal {
  private readonly current = new Map<string, ResourceRecord>();
  private readonly told: EventRecord[] = [];
  private length = 0;
  private lastTime: number | undefined;

  constructor(private readonly steps: Records<Step>) {
    for (const step of steps.list()) this.apply(step);
  }

  resource(logicalId: string): ResourceRecord | undefined {
    return this.current.get(logicalId);
  }

  resources(): readonly ResourceRecord[] {
    return [...this.current.values()];
  }

  /** Oldest first. */
  events(): readonly EventRecord[] {
    return this.told;
  }

  /** Now, or just after the last event asked for: readers sort by time, and a millisecond has room for several. */
  nextTime(now: Date): string {
    const last = this.lastTime ?? Date.parse(this.told.at(-1)?.at ?? '');
    this.lastTime = Math.max(now.getTime(), Number.isNaN(last) ? 0 : last + 1);
    return new Date(this.lastTime).toISOString();
  }

  append(step: Step): void {
    this.steps.put(String(this.length).padStart(9, '0'), step);
    this.apply(step);
  }

  private apply({ events, resource, forgotten }: Step): void {
    this.length += 1;
    this.told.push(...events);
    if (resource) this.current.set(resource.logicalId, resource);
    if (forgotten !== undefined) this.current.delete(forgotten);
  }
}

/** A journal is read once, as the records it is made of are. */
const journals = new WeakMap<Records<Step>, Journal>();

export function journalOf(context: Context, uuid: string): Journal {
  const steps = context.records<Step>(`cloudformation/journal/${uuid}`);
  let journal = journals.get(steps);
  if (!journal) {
    journal = new Journal(steps);
    journals.set(steps, journal);
  }
  return journal;
}

import type { ListSchedulesOutput } from '@aws-sdk/client-scheduler';
import type { Person } from '../engine/names';
import type { World } from '../engine/world';

/** Whether somebody goes on to a commit, or back to one that gitenv chose, or that was named. */
export type Sense = 'on' | 'back named' | 'back unnamed';

/** What goes wrong with one request of a verb. */
export interface Fault {
  /** The number of the request that changes something, from 1. */
  readonly at: number;
  /**
   * `crash before`, `crash after`: the client ends there. `lost`: the request succeeds and the answer never arrives.
   * `repeated`: the same, but what sent it sends it again.
   */
  readonly kind: 'crash before' | 'crash after' | 'lost' | 'repeated';
}

/** The client's process is gone: nothing after it happens. */
export class Crash extends Error {}

/** No answer came. */
export class Lost extends Error {}

/** Somebody's `gitenv`: every request of a verb goes through it, and may fail there, or be overtaken by somebody else. */
export class Client {
  private writes = 0;

  /** @param between what others do right before the request of that number */
  constructor(
    readonly world: World,
    readonly person: Person,
    private readonly fault?: Fault | undefined,
    private readonly between?: { readonly at: number; readonly happens: () => Promise<void> },
  ) {}

  tip(): Promise<string | undefined> {
    return this.world.repository.tip();
  }

  /** AWS's time, which is what gitenv goes by. */
  now(): Date {
    return this.world.model.clock.now();
  }

  /** Asks CodePipeline something that changes nothing. */
  ask<O>(operation: string, input: object): Promise<O> {
    return this.world.model.call<O>('codepipeline', operation, input, this.person);
  }

  async pages<T>(operation: string, input: object, field: string): Promise<T[]> {
    const found: T[] = [];
    let nextToken: string | undefined;
    do {
      const page: { nextToken?: string; [field: string]: unknown } = await this.ask(operation, {
        ...input,
        nextToken,
      });
      found.push(...(page[field] as T[]));
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
    return found;
  }

  /** Changes something, if nothing comes between. */
  write<O>(service: string, operation: string, input: object): Promise<O> {
    return this.perform(() => this.world.model.call<O>(service, operation, input, this.person));
  }

  /** The names of all schedules. */
  async schedules(): Promise<readonly string[]> {
    const { Schedules = [] } = await this.world.model.call<ListSchedulesOutput>(
      'scheduler',
      'ListSchedules',
      {},
    );
    return Schedules.map(({ Name = '' }) => Name);
  }

  /** By which AWS knows a request that comes a second time, as the SDK gives one to each. */
  token(): string {
    return this.world.model.context().newId();
  }

  /** @returns false where the branch is not where it was seen */
  push(commit: string, seen: string | undefined, sense: Sense): Promise<boolean> {
    const { repository, truth } = this.world;
    return this.perform(async () => {
      const hasMoved = await repository.push(commit, seen, this.person);
      if (hasMoved && sense !== 'on') truth.wentBack(seen, commit);
      if (hasMoved && sense === 'back unnamed') truth.landed(commit);
      if (hasMoved) truth.takenBack.delete(commit);
      return hasMoved;
    });
  }

  private async perform<O>(send: () => Promise<O>): Promise<O> {
    this.writes += 1;
    if (this.between?.at === this.writes) await this.between.happens();
    const kind = this.fault?.at === this.writes ? this.fault.kind : undefined;
    if (kind === 'crash before') throw new Crash();
    const sent = await send();
    await this.world.model.quiet();
    if (kind === 'crash after') throw new Crash();
    if (kind === 'lost') throw new Lost();
    if (kind !== 'repeated') return sent;
    const again = await send();
    await this.world.model.quiet();
    return again;
  }
}

import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { type Caller, serviceCaller } from '../base/caller';
import type { AwsEvent, Context, ResourceType, Settings } from '../base/context';
import { type Credential, Credentials } from '../base/credentials';
import { type Gate, runOperation, type Service } from '../base/service';
import { notImplemented, ServiceError } from '../base/service-error';
import { isRegionName } from '../base/signature';
import { Store } from '../base/store';
import { Guard } from './guard';

export interface MachineOptions {
  readonly root: string;
  readonly services: readonly Service[];
  /** The server's own address; known once it listens. */
  readonly endpoint: () => string;
  readonly settings?: Partial<Settings> | undefined;
  readonly now?: () => Date;
  readonly newId?: () => string;
  /** Sets an alarm, and returns what calls it off; the process's own timers unless given. */
  readonly later?: (ms: number, run: () => void) => () => void;
  /** Hears of failures that no caller is left to be told of. */
  readonly onBug?: (error: unknown) => void;
}

/** The services of all accounts in one process, and what they share: records, clock, events and pending work. */
export class Machine implements Gate {
  readonly store: Store;
  readonly credentials: Credentials;
  private readonly pending = new Set<Promise<unknown>>();
  private readonly byName: ReadonlyMap<string, Service>;
  private readonly timers = new Set<NodeJS.Timeout>();
  private recovered: Promise<void> = Promise.resolve();
  private closed = false;
  private readonly settings: Settings;
  private readonly guard: Guard;

  constructor(private readonly options: MachineOptions) {
    this.store = new Store(options.root);
    this.credentials = new Credentials(this.store.records<Credential>('credentials'), () =>
      this.now(),
    );
    this.byName = new Map(options.services.map((service) => [service.name, service]));
    this.settings = { strict: false, noIam: false, ...options.settings };
    this.guard = new Guard(options.services, this.settings.noIam);
  }

  now(): Date {
    return this.options.now?.() ?? new Date();
  }

  get services(): readonly Service[] {
    return this.options.services;
  }

  service(name: string): Service | undefined {
    return this.byName.get(name);
  }

  context(caller: Caller, region: string): Context {
    if (!isRegionName(region) || !/^\w+$/.test(caller.account))
      throw new ServiceError(
        'ValidationException',
        `There is no region ${region} of account ${caller.account}`,
      );
    const directory = path.join('accounts', caller.account, region);
    const context: Context = {
      account: caller.account,
      region,
      caller,
      directory: path.join(this.options.root, directory),
      endpoint: this.options.endpoint(),
      settings: this.settings,
      credentials: this.credentials,
      now: () => this.now(),
      newId: this.options.newId ?? randomUUID,
      records: (name) => this.store.records(path.join(directory, name)),
      archive: (name) => this.store.archive(path.join(directory, name)),
      sharedRecords: (name) => this.store.records(path.join('shared', name)),
      publish: (event) => this.publish(event, context),
      call: async <O>(service: string, operation: string, input: unknown) =>
        (await this.call(service, operation, input, context)) as O,
      work: (work) => this.track(work),
      later: (ms, run) => this.later(ms, run),
      ready: () => this.recovered,
      resourceType: (type) => this.resourceType(type),
      decide: (ask) => this.guard.decide(ask, context),
      demand: (ask, refusal) => this.guard.demand(ask, context, refusal),
      assume: (assumption) => this.guard.assume(assumption, context),
      as: (other) => this.context(other, region),
      in: (other) => this.context(caller, other),
    };
    return context;
  }

  accounts(): readonly string[] {
    return listFolders(path.join(this.options.root, 'accounts'));
  }

  regionsOf(account: string): readonly string[] {
    return listFolders(path.join(this.options.root, 'accounts', account));
  }

  /** Lets every service take up or end what a crash interrupted. */
  recover(): Promise<void> {
    this.recovered = this.recoverAll();
    return this.recovered;
  }

  /** Resolves once every service has recovered: before that no request is served. */
  ready(): Promise<void> {
    return this.recovered;
  }

  private async recoverAll(): Promise<void> {
    for (const account of this.accounts()) {
      const caller = serviceCaller(account);
      for (const region of this.regionsOf(account)) {
        for (const service of this.options.services)
          await service.recover?.(this.context(caller, region));
      }
    }
  }

  /** How many pieces of work are in progress, among them those that wait for a build to end. */
  get busy(): number {
    return this.pending.size;
  }

  /** Resolves once no service has work in progress, however often that work started more. */
  async idle(): Promise<void> {
    while (this.pending.size > 0) await Promise.allSettled([...this.pending]);
  }

  /** From here on nothing begins by itself: the root may be gone, or another server's. */
  close(): void {
    this.closed = true;
    for (const timer of this.timers) clearTimeout(timer);
    this.timers.clear();
  }

  private later(ms: number, run: () => void): () => void {
    if (this.closed) return () => undefined;
    if (this.options.later) return this.options.later(ms, run);
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      run();
    }, ms).unref();
    this.timers.add(timer);
    return () => {
      clearTimeout(timer);
      this.timers.delete(timer);
    };
  }

  private publish(event: AwsEvent, context: Context): void {
    for (const service of this.options.services) service.hear?.(event, context);
  }

  private async call(
    name: string,
    operation: string,
    input: unknown,
    context: Context,
  ): Promise<unknown> {
    const service = this.byName.get(name);
    const run = service?.internal?.[operation] ?? service?.operations[operation];
    if (!service || !run) throw notImplemented(name, operation);
    return runOperation(service, operation, run, input, context);
  }

  private resourceType(type: string): ResourceType | undefined {
    return this.options.services
      .map((service) => service.resources?.[type])
      .find((found) => found !== undefined);
  }

  private track(work: Promise<unknown>): void {
    const tracked = work
      .catch((error: unknown) => this.options.onBug?.(error))
      .finally(() => this.pending.delete(tracked));
    this.pending.add(tracked);
  }
}

function listFolders(folder: string): readonly string[] {
  if (!fs.existsSync(folder)) return [];
  return fs
    .readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
}

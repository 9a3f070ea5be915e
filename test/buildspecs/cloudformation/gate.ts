import type { ResourceType } from '../../../lib/local/base/context';
import type { Service } from '../../../lib/local/base/service';
import { ServiceError } from '../../../lib/local/base/service-error';
import { queryProtocol } from '../../../lib/local/protocol/query';

/** What a `Test::Gate::Item` waits for that is told to hold: a service that takes long to become what it shall be. */
export class Gate {
  #open: () => void = () => undefined;
  #opened = this.#next();
  #isShut = false;
  /** Items that cannot be changed any more, by physical id. */
  readonly rotten = new Set<string>();

  /** Lets go on whatever holds, and holds what comes after it. */
  open(): void {
    this.#isShut = false;
    this.#open();
    this.#opened = this.#next();
  }

  #next(): Promise<void> {
    return new Promise((resolve) => {
      this.#open = resolve;
    });
  }

  /** From now on what `guarded` resources become waits for `open`, and then does so no longer. */
  shut(): void {
    this.#isShut = true;
  }

  /** A service one of whose resources does not come to what it shall be while the gate is shut, once it is told to. */
  guarded(service: Service, type: string): Service {
    const own = service.resources?.[type];
    if (!own) throw new Error(`${service.name} has no ${type}`);
    const wait = async <T>(state: T): Promise<T> => {
      if (this.#isShut) await this.#opened;
      return state;
    };
    const held: ResourceType = {
      ...own,
      create: async (request, context) => wait(await own.create(request, context)),
      update: async (id, request, previous, context) =>
        wait(await own.update(id, request, previous, context)),
    };
    return { ...service, resources: { ...service.resources, [type]: held } };
  }

  /** A service that only tests have. */
  get service(): Service {
    return {
      name: 'gate',
      protocol: queryProtocol({ namespace: 'http://gate.test/' }),
      operations: {},
      resources: { 'Test::Gate::Item': this.#item() },
    };
  }

  #item(): ResourceType {
    const become = async (physicalId: string, properties: Readonly<Record<string, unknown>>) => {
      if (this.rotten.has(physicalId)) throw new ServiceError('Rotten', 'it is rotten');
      if (properties.Rots === true) this.rotten.add(physicalId);
      if (properties.Holds === true) await this.#opened;
      if (properties.Fails === true) throw new ServiceError('Broken', 'it is broken');
      return { physicalId, attributes: {} };
    };
    return {
      properties: ['Value', 'Holds', 'Fails', 'Rots', 'Stays'],
      replacement: [],
      scalars: { booleans: ['Holds', 'Fails', 'Rots', 'Stays'] },
      create: ({ properties, physicalName }) => become(physicalName(64), properties),
      update: (physicalId, { properties }) => become(physicalId, properties),
      delete: (_, { Stays }) => {
        if (Stays === true) throw new ServiceError('Stuck', 'it does not go');
      },
    };
  }
}

import type { Caller } from './caller';
import type { Operation, Service } from './operation';

interface Client {
  send(command: unknown): Promise<unknown>;
}

/** The exports of a service's `sdk.ts`: its client, and a command for each operation. */
type Exports = Readonly<Record<string, (new (given: object) => Client) | undefined>>;

/** Connections are kept by the client, so that a caller has one for each service. */
const clients = new WeakMap<Caller, Map<Service, Promise<Client>>>();

/** Sends an operation by the SDK's client, whose code is loaded at the first use. */
export async function sdkCall<Input extends object, Output>(
  caller: Caller,
  { service, name }: Operation<Input, Output>,
  input: Input,
): Promise<unknown> {
  const [client, exports] = await Promise.all([clientOf(caller, service), load(service)]);
  const Command = exports[`${name}Command`];
  if (!Command) throw new TypeError(`The SDK's part of ${service.name} lacks ${name}`);
  return client.send(new Command(input));
}

function clientOf(caller: Caller, service: Service): Promise<Client> {
  const known = clients.get(caller) ?? new Map<Service, Promise<Client>>();
  clients.set(caller, known);
  const client = known.get(service) ?? makeClient(caller, service);
  known.set(service, client);
  return client;
}

async function makeClient(caller: Caller, service: Service): Promise<Client> {
  const [exports, { sdkSettings }] = await Promise.all([load(service), import('./sdk-settings')]);
  const Client = exports[service.client ?? ''];
  if (!Client) throw new TypeError(`The SDK's part of ${service.name} lacks its client`);
  const { region, caBundle, lookPatience } = caller;
  const endpoint = caller.endpoint(service.name);
  return new Client({
    ...sdkSettings(caBundle, lookPatience),
    region,
    credentials: () => caller.credentials(),
    ...(endpoint !== undefined && { endpoint }),
  });
}

async function load(service: Service): Promise<Exports> {
  return ((await service.sdk?.()) ?? {}) as Exports;
}

import type { Context, ResourceState, ResourceType } from '../../../../lib/local/base/context';
import type { Service } from '../../../../lib/local/base/service';
import { ServiceError } from '../../../../lib/local/base/service-error';
import { queryProtocol } from '../../../../lib/local/protocol/query';
import { asJson } from '../../../../lib/local/values/json';

/** What `Test::Shelf::Item` resources really left in the account. */
export interface Item {
  readonly name: string;
  readonly value: unknown;
  readonly list?: unknown;
  /** No later change succeeds. */
  readonly rotten?: boolean;
}

const items = (context: Context) => context.records<Item>('shelf/items');

function put(name: string, properties: Readonly<Record<string, unknown>>, context: Context) {
  if (properties.Fail === true) throw new ServiceError('Broken', `${name} is broken`);
  items(context).put(name, {
    name,
    value: properties.Value,
    list: properties.List,
    rotten: properties.Rot === true,
  });
  const state: ResourceState = {
    physicalId: name,
    attributes: { Arn: `arn:aws:shelf:::${name}`, Value: asJson(properties.Value ?? '') },
  };
  return state;
}

const item: ResourceType = {
  properties: ['Name', 'Value', 'List', 'Fail', 'Hang', 'Size', 'On', 'Document', 'Stuck', 'Rot'],
  replacement: ['Name', 'Size'],
  scalars: {
    numbers: ['Size'],
    booleans: ['On', 'Fail', 'Hang', 'Stuck', 'Rot'],
    json: ['Document'],
  },
  create({ properties, physicalName }, context) {
    const name = String(properties.Name ?? physicalName(64));
    if (properties.Hang === true) return new Promise<never>(() => undefined);
    if (items(context).get(name)) throw new ServiceError('Exists', `${name} already exists`);
    return put(name, properties, context);
  },
  update(physicalId, { properties }, _, context) {
    if (items(context).get(physicalId)?.rotten) throw new ServiceError('Rotten', 'it is rotten');
    return put(physicalId, properties, context);
  },
  delete(physicalId, { Stuck }, context) {
    if (Stuck === true) throw new ServiceError('Stuck', `${physicalId} is stuck`);
    items(context).delete(physicalId);
  },
};

/** A service only tests have: resources that can be told to fail, to hang, or not to go. */
export const shelf: Service = {
  name: 'shelf',
  protocol: queryProtocol({ namespace: 'http://shelf.test/' }),
  operations: {
    ListItems: (_: unknown, context: Context) => ({ Items: items(context).list() }),
    RemoveItem: ({ Name }: { Name: string }, context: Context) => {
      items(context).delete(Name);
    },
  },
  resources: { 'Test::Shelf::Item': item },
};

import type { Context, Properties, ResourceState, ResourceType } from '../base/context';
import { ServiceError } from '../base/service-error';
import { checkLimits, type Limits } from './limits';

/** What a recorded resource is called and looks like to the rest of a template. */
export interface RecordedShape {
  /** The collection it is kept in, such as `sns/topics`. */
  readonly records: string;
  /** The property that names it, if it has one. */
  readonly nameProperty?: string;
  readonly maxNameLength?: number;
  /** Its name is what CloudFormation knows it by, so that one that is there already is found. */
  readonly isFoundByName?: boolean;
  readonly lowerCase?: boolean;
  /** Every property AWS documents: kept, without effect. */
  readonly recorded: readonly string[];
  readonly required?: readonly string[];
  readonly replacement: readonly string[];
  /** What is looked at of its properties beyond their names. */
  readonly limits?: Limits;
  /** What AWS looks at before it makes or changes one. @throws ServiceError as AWS refuses it */
  check?(properties: Properties, context: Context): Promise<void> | void;
  state(name: string, properties: Properties, context: Context): ResourceState;
}

export interface RecordedResource {
  readonly name: string;
  readonly physicalId: string;
  readonly properties: Properties;
}

/**
 * A resource type that is recorded only: a template that has it can be installed, its names and ARNs are right, and
 * nothing stands behind them. The service refuses its operations by name.
 */
export function recordedType(type: string, shape: RecordedShape): ResourceType {
  const records = (context: Context) => context.records<RecordedResource>(shape.records);
  const keep = (name: string, properties: Properties, context: Context) => {
    const state = shape.state(name, properties, context);
    const { physicalId } = state;
    records(context).put(physicalId, { name, physicalId, properties });
    return state;
  };
  return {
    properties: [],
    recorded: shape.recorded,
    ...(shape.required && { required: shape.required }),
    replacement: shape.replacement,
    async create(request, context) {
      const { properties, physicalName } = request;
      checkLimits(shape.limits ?? {}, request);
      const given = shape.nameProperty && properties[shape.nameProperty];
      const generated = () => physicalName(shape.maxNameLength);
      const name = String(given ?? (shape.lowerCase ? generated().toLowerCase() : generated()));
      if (records(context).get(shape.state(name, properties, context).physicalId))
        throw new ServiceError(
          'AlreadyExists',
          `Resource of type '${type}' with identifier '${name}' already exists.`,
        );
      await shape.check?.(properties, context);
      return keep(name, properties, context);
    },
    async update(physicalId, request, _, context) {
      const { properties } = request;
      checkLimits(shape.limits ?? {}, request);
      await shape.check?.(properties, context);
      return keep(records(context).get(physicalId)?.name ?? physicalId, properties, context);
    },
    ...(shape.isFoundByName && {
      find(properties, context) {
        const known = records(context).get(String(properties[shape.nameProperty ?? '']));
        return known && shape.state(known.name, known.properties, context);
      },
    }),
    delete(id, _, context) {
      // After a crash CloudFormation may know no more than the name it gave.
      const isIt = ({ physicalId, name }: RecordedResource) => physicalId === id || name === id;
      const known = records(context).list().find(isIt);
      if (known) records(context).delete(known.physicalId);
    },
  };
}

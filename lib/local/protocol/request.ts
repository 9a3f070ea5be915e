import { absenceOf } from './absent';
import { readJson } from './json-input';
import { shapesOf } from './shapes';

/**
 * What did not come over the wire (a template's properties, a rule's input), checked against the operation's shape as
 * if it had. `T` is the SDK's input of that operation, from which the shape was made.
 * @throws ServiceError where it could not be that operation's request
 */
export function asRequest<T>(service: string, operation: string, value: unknown): T {
  const table = shapesOf(service);
  const input = table?.operations[operation]?.input;
  if (!table || input === undefined) throw new Error(`${operation} has no shape`);
  return readJson(value, `#${input}`, table, absenceOf(service, 'ValidationException')) as T;
}

import { absenceOf } from '../../../protocol/absent';
import { readJson } from '../../../protocol/json-input';
import { shapesOf } from '../../../protocol/shapes';

/**
 * What did not come over the wire (a template's properties, a rule's input), checked as if it had.
 * @throws ServiceError where it could not be that operation's request
 */
export function asRequest<T>(operation: string, value: unknown): T {
  const table = shapesOf('codepipeline');
  const input = table?.operations[operation]?.input;
  if (!table || input === undefined) throw new Error(`${operation} has no shape`);
  const absence = absenceOf('codepipeline', 'ValidationException');
  return readJson(value, `#${input}`, table, absence) as T;
}

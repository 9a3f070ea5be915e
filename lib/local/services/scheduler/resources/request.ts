import { absenceOf } from '../../../protocol/absent';
import { readJson } from '../../../protocol/json-input';
import { shapesOf } from '../../../protocol/shapes';

/** A template's properties, checked as if they had come over the wire. @throws ServiceError */
export function asRequest<T>(operation: string, value: unknown): T {
  const table = shapesOf('scheduler');
  const input = table?.operations[operation]?.input;
  if (!table || input === undefined) throw new Error(`${operation} has no shape`);
  return readJson(value, `#${input}`, table, absenceOf('scheduler', 'ValidationException')) as T;
}

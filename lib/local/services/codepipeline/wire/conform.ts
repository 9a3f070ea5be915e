import { type Operation, ServiceError } from '../../../service';

/** What a member of a request may be: a scalar, a list of one shape, a map (`*`) or a structure. */
export type Shape =
  | 'string'
  | 'integer'
  | 'boolean'
  | readonly [Shape]
  | { readonly [member: string]: Shape };

/** The operation, given only what has the right shape: what follows need not ask for types any more. */
export function shaped(shape: Shape, operation: Operation): Operation {
  return (input, context) => operation(conform(input, shape, '') as never, context);
}

/**
 * The value without members that are null or that the shape does not know, as AWS's services read their requests.
 * @throws ServiceError where a value is of another type
 */
export function conform(value: unknown, shape: Shape, path: string): unknown {
  if (typeof shape === 'string') return scalar(value, shape, path);
  if (Array.isArray(shape)) {
    if (!Array.isArray(value)) throw misshapen(path, 'a list');
    return value.map((item, index) => conform(item, shape[0], `${path}[${index}]`));
  }
  if (value === null || typeof value !== 'object' || Array.isArray(value))
    throw misshapen(path, 'a structure');
  return structure(value as Record<string, unknown>, shape as Record<string, Shape>, path);
}

function structure(
  value: Readonly<Record<string, unknown>>,
  shape: Readonly<Record<string, Shape>>,
  path: string,
): Record<string, unknown> {
  const result: [string, unknown][] = [];
  for (const [key, inner] of Object.entries(value)) {
    const known = Object.hasOwn(shape, key) ? shape[key] : shape['*'];
    if (known !== undefined && inner !== null && inner !== undefined)
      result.push([key, conform(inner, known, path === '' ? key : `${path}.${key}`)]);
  }
  return Object.fromEntries(result);
}

function scalar(value: unknown, type: 'string' | 'integer' | 'boolean', path: string): unknown {
  const fits = type === 'integer' ? Number.isSafeInteger(value) : typeof value === type;
  if (!fits) throw misshapen(path, `of type ${type}`);
  return value;
}

function misshapen(path: string, wanted: string): ServiceError {
  return new ServiceError('SerializationException', `${path || 'The request'} must be ${wanted}.`);
}

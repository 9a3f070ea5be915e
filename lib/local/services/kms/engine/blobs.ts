import { bufferOf } from '../../../values/bytes';
import { invalid } from '../model/errors';

/**
 * A binary member of a request: bytes from within, base64 text off the wire.
 * @throws ValidationException beyond the limit, or when it is missing
 */
export function bytesOf(value: unknown, name: string, limit: number): Buffer {
  const bytes =
    typeof value === 'string' ? Buffer.from(value, 'base64') : bufferOf(value ?? Buffer.alloc(0));
  if (bytes.length >= 1 && bytes.length <= limit) return bytes;
  throw invalid(
    `1 validation error detected: Value at '${name}' failed to satisfy constraint: Member must have length between 1 and ${limit}, inclusive`,
  );
}

import { ServiceError } from '../../../base/service-error';

export const invalid = (message: string) => new ServiceError('ValidationException', message);

/** What AWS answers where a member of the request breaks its model. */
export const violation = (member: string, value: unknown, constraint: string) =>
  invalid(
    `1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint: ${constraint}`,
  );

export const conflict = (message: string) => new ServiceError('ConflictException', message, 409);

export const notFound = (what: string) =>
  new ServiceError('ResourceNotFoundException', `${what} does not exist.`, 404);

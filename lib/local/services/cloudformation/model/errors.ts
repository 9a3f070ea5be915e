import { ServiceError } from '../../../base/service-error';

/** The code CloudFormation uses for almost everything the caller got wrong, "no such stack" included. */
export const invalid = (message: string) => new ServiceError('ValidationError', message);

export const alreadyExists = (message: string) =>
  new ServiceError('AlreadyExistsException', message);

/** One sentence about why a resource or a stack failed, from whatever was thrown. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

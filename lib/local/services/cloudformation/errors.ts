import { ServiceError } from '../../service';

/** The code CloudFormation uses for almost everything the caller got wrong, "no such stack" included. */
export function validationError(message: string): ServiceError {
  return new ServiceError('ValidationError', message);
}

export function alreadyExists(message: string): ServiceError {
  return new ServiceError('AlreadyExistsException', message);
}

/** One sentence about why a resource or a stack failed, from whatever was thrown. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** An error as AWS answers it. `code` is the wire name, which for CloudFormation differs from the shape's name. */
export class ServiceError extends Error {
  override readonly name = 'ServiceError';

  constructor(
    readonly code: string,
    message: string,
    /** 4xx for the caller's fault; 501 for what this emulator does not do. */
    readonly status = 400,
    /** Further members of the error's shape. */
    readonly members: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
  }
}

/** Refuses by name what this emulator does not do, so that nobody takes silence for success. */
export function notImplemented(service: string, what: string): ServiceError {
  return new ServiceError(
    'NotImplementedException',
    `${service}:${what} is not implemented by this emulator`,
    501,
  );
}

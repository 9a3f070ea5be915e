import type { Service } from '../../lib/local/base/service';
import { ServiceError } from '../../lib/local/base/service-error';
import { services } from '../../lib/local/services';

/** The services of this machine, one of whose operations nobody may call. */
export function denying(service: string, operation: string): Service[] {
  const denied = () => {
    throw new ServiceError(
      'AccessDenied',
      `User: arn:aws:iam::111111111111:user/someone is not authorized to perform: ${service}:${operation}`,
      403,
    );
  };
  return services.map((one) =>
    one.name === service ? { ...one, operations: { ...one.operations, [operation]: denied } } : one,
  );
}

import type { Service } from '../../lib/local/base/service';
import { ServiceError } from '../../lib/local/base/service-error';
import { services } from '../../lib/local/services';

/** The services of this machine, one of whose operations, also of those between services, is refused to everybody in these words. */
export function refusing(
  service: string,
  operation: string,
  name: string,
  words: string,
): Service[] {
  const refuse = () => {
    throw new ServiceError(name, words, name.startsWith('AccessDenied') ? 403 : 400);
  };
  return services.map((one) => {
    if (one.name !== service) return one;
    const kind = one.operations[operation] ? 'operations' : 'internal';
    return { ...one, [kind]: { ...one[kind], [operation]: refuse } };
  });
}

/** The services of this machine, one of whose operations nobody may call. */
export function denying(service: string, operation: string): Service[] {
  const words = `User: arn:aws:iam::111111111111:user/someone is not authorized to perform: ${service}:${operation}`;
  return refusing(service, operation, 'AccessDenied', words);
}

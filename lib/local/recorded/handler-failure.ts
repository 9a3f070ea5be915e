import type { Context } from '../base/context';
import { ServiceError } from '../base/service-error';

/** As CloudFormation's own handlers of resource types sort what a service answers. */
export type HandlerErrorCode =
  | 'AccessDenied'
  | 'AlreadyExists'
  | 'GeneralServiceException'
  | 'InvalidRequest'
  | 'NotFound'
  | 'NotStabilized';

/** A resource's failure, in the words that CloudFormation puts around those of the service. */
export function handlerFailure(
  code: HandlerErrorCode,
  message: string,
  context: Context,
): ServiceError {
  return new ServiceError(
    code,
    `Resource handler returned message: "${message}" (RequestToken: ${context.newId()}, HandlerErrorCode: ${code})`,
  );
}

import { base64 } from '../../../base/page';
import { ServiceError } from '../../../base/service-error';

export const noSuchEntity = (message: string) => new ServiceError('NoSuchEntity', message, 404);

export const invalid = (message: string) => new ServiceError('ValidationError', message);

export const alreadyExists = (message: string) =>
  new ServiceError('EntityAlreadyExists', message, 409);

export const deleteConflict = (message: string) => new ServiceError('DeleteConflict', message, 409);

export const pageTokens = {
  coding: base64,
  invalid: () => new ServiceError('InvalidMarker', 'Invalid Marker.'),
};

export const limitExceeded = (quota: string, most: number) =>
  new ServiceError('LimitExceeded', `Cannot exceed quota for ${quota}: ${most}`, 409);

export const invalidInput = (message: string) => new ServiceError('InvalidInput', message);

import { base64 } from '../../../base/page';
import { ServiceError } from '../../../base/service-error';

export const invalid = (message: string) => new ServiceError('ValidationException', message);

export const invalidPageSize = (most: number) => invalid(`MaxResults is 1 to ${most}.`);

export const versionNotFound = (message: string) =>
  new ServiceError('ParameterVersionNotFound', message);

export const pageTokens = {
  coding: base64,
  invalid: () => new ServiceError('InvalidNextToken', 'The specified token is not valid.'),
};

import { base64 } from '../../../base/page';
import { ServiceError } from '../../../base/service-error';

export const invalidRequest = (message: string) =>
  new ServiceError('InvalidRequestException', message);

export const invalidParameter = (message: string) =>
  new ServiceError('InvalidParameterException', message);

export const notFound = (message: string) => new ServiceError('ResourceNotFoundException', message);

export const pageTokens = {
  coding: base64,
  invalid: () => new ServiceError('InvalidNextTokenException', 'The NextToken value is invalid.'),
};

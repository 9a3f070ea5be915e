import { base64url } from '../../../base/page';
import { ServiceError } from '../../../base/service-error';

export const invalid = (message: string) => new ServiceError('InvalidInputException', message);

export const notFound = (message: string) => new ServiceError('ResourceNotFoundException', message);

export const alreadyExists = (message: string) =>
  new ServiceError('ResourceAlreadyExistsException', message);

export const pageTokens = {
  coding: base64url,
  invalid: () => invalid('Invalid next token'),
};

import { plain } from '../../../base/page';
import { ServiceError } from '../../../base/service-error';

export const invalid = (message: string) => new ServiceError('InvalidParameterException', message);

export const notFound = (message: string) => new ServiceError('ResourceNotFoundException', message);

export const alreadyExists = (message: string) =>
  new ServiceError('ResourceAlreadyExistsException', message);

export const pageTokens = {
  coding: plain,
  invalid: () => invalid('The specified nextToken is invalid.'),
};

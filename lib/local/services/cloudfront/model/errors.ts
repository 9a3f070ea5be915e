import { ServiceError } from '../../../base/service-error';

export const noSuchDistribution = () =>
  new ServiceError('NoSuchDistribution', 'The specified distribution does not exist.', 404);

export const noSuchInvalidation = () =>
  new ServiceError('NoSuchInvalidation', 'The specified invalidation does not exist.', 404);

export const inconsistentQuantities = () =>
  new ServiceError(
    'InconsistentQuantities',
    'The value of Quantity and the size of Items do not match.',
  );

export const invalidArgument = (message: string) => new ServiceError('InvalidArgument', message);

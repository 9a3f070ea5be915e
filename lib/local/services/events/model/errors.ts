import { plain } from '../../../base/page';
import { ServiceError } from '../../../base/service-error';

export const ruleDoesNotExist = (name: string) =>
  new ServiceError('ResourceNotFoundException', `Rule ${name} does not exist on EventBus default.`);

export const invalid = (message: string) => new ServiceError('ValidationException', message);

export const invalidPattern = (reason: string) =>
  new ServiceError('InvalidEventPatternException', `Event pattern is not valid. Reason: ${reason}`);

export const invalidPageSize = (most: number) => invalid(`Limit must be 1 to ${most}.`);

export const pageTokens = {
  coding: plain,
  invalid: () => invalid('NextToken is not valid.'),
};

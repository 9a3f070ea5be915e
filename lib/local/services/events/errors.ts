import { ServiceError } from '../../service';

export const ruleDoesNotExist = (name: string) =>
  new ServiceError('ResourceNotFoundException', `Rule ${name} does not exist on EventBus default.`);

export const invalid = (message: string) => new ServiceError('ValidationException', message);

export const invalidPattern = (reason: string) =>
  new ServiceError('InvalidEventPatternException', `Event pattern is not valid. Reason: ${reason}`);

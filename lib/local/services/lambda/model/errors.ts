import type { Context } from '../../../base/context';
import { handlerFailure } from '../../../recorded/handler-failure';

export const functionNotFound = (arn: string, context: Context) =>
  handlerFailure('NotFound', `Function not found: ${arn}`, context);

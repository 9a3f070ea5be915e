import type { Context } from '../../../base/context';
import { configurationError } from '../model/errors';

/**
 * Actions act as the pipeline's role, or their own, and that is whom other services then see. No document says that CodePipeline
 * tells the role's trust policy on whose behalf it acts: it tells nothing here.
 * @throws ServiceError where there is no such role, or CodePipeline may not assume it
 */
export function asRole(context: Context, roleArn: string, session: string): Context {
  const caller = context.assume({ roleArn, service: 'codepipeline.amazonaws.com', session });
  if (caller) return context.as(caller);
  throw configurationError(
    `The action failed because CodePipeline is not authorized to perform AssumeRole on role ${roleArn}`,
  );
}

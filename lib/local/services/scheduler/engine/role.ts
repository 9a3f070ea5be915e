import { type Caller, serviceCaller } from '../../../base/caller';
import type { Context } from '../../../base/context';
import { ServiceError } from '../../../base/service-error';
import { invalid } from '../model/errors';
import { groupArn } from '../model/records';

/**
 * Who a schedule's target is called as.
 *
 * Conditions of the trust policy see the ARN of the schedule's group, never that of the schedule: see "Confused deputy
 * prevention" in https://docs.aws.amazon.com/scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html
 * @param session tells one invocation from another
 * @throws ValidationException where the account has no such role, or its trust policy does not let Scheduler assume it
 */
export async function assumeRole(
  roleArn: string,
  group: string,
  session: string,
  context: Context,
): Promise<Caller> {
  const keys = { 'aws:sourceaccount': context.account, 'aws:sourcearn': groupArn(group, context) };
  const found = await isThere(roleArn, context);
  const service = 'scheduler.amazonaws.com';
  const caller = found && context.assume({ roleArn, service, session, keys });
  if (caller) return caller;
  throw invalid(
    'The execution role you provide must allow AWS EventBridge Scheduler to assume the role.',
  );
}

async function isThere(arn: string, context: Context): Promise<boolean> {
  try {
    const RoleName = arn.split('/').at(-1);
    const aws = context.as(serviceCaller(context.account));
    const { Role } = await aws.call<{ Role: { Arn: string } }>('iam', 'GetRole', { RoleName });
    return Role.Arn === arn;
  } catch (error) {
    if (error instanceof ServiceError && error.code === 'NoSuchEntity') return false;
    throw error;
  }
}

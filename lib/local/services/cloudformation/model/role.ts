import { serviceCaller, through } from '../../../base/caller';
import type { Context } from '../../../base/context';
import { invalid } from './errors';

const roleArn = /^arn:[^:]+:iam::(\d{12}):role\/(?:.+\/)?([^/]+)$/;
const principal = 'cloudformation.amazonaws.com';

/** @throws ServiceError when there is no such role in the account, or CloudFormation may not assume it */
export async function checkRole(arn: string, context: Context): Promise<void> {
  const [, account, RoleName] = roleArn.exec(arn) ?? [];
  if (account === context.account) {
    const aws = context.as(serviceCaller(account));
    const found = await aws.call('iam', 'GetRole', { RoleName }).then(
      () => true,
      () => false,
    );
    if (found && assume(arn, undefined, context)) return;
  }
  throw invalid(`Role ${arn} is invalid or cannot be assumed`);
}

/**
 * The context in which a stack's resources are worked on: that of its role where it has one, or that of whoever asked for it, through
 * CloudFormation.
 * @param stackId the stack's ARN, which CloudFormation tells the role's trust policy
 */
export function onBehalfOf(arn: string | undefined, stackId: string, context: Context): Context {
  const { caller } = context;
  if (arn === undefined) return context.as(through(caller, principal));
  const session = assume(arn, stackId, context);
  if (!session) throw invalid(`Role ${arn} is invalid or cannot be assumed`);
  return context.as(session);
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cross-service-confused-deputy-prevention.html */
function assume(arn: string, stackId: string | undefined, context: Context) {
  const keys = { 'aws:sourceaccount': context.account, 'aws:sourcearn': stackId };
  return context.assume({
    roleArn: arn,
    service: principal,
    session: 'AWSCloudFormation',
    ...(stackId !== undefined && { keys }),
  });
}

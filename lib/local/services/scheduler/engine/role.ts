import type { Caller } from '../../../base/caller';
import type { Context } from '../../../base/context';
import { ServiceError } from '../../../base/service-error';
import type { RequestKeys } from '../../../policy/condition';
import { serviceMayAssume } from '../../../policy/trust';
import { invalid } from '../model/errors';
import { groupArn } from '../model/records';

interface FoundRole {
  readonly Arn: string;
  readonly RoleId: string;
  /** Percent-encoded, as IAM hands it out. */
  readonly AssumeRolePolicyDocument: string;
}

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
  const role = await findRole(roleArn, context);
  if (!role || !mayAssume(role, group, context))
    throw invalid(
      'The execution role you provide must allow AWS EventBridge Scheduler to assume the role.',
    );
  const name = roleArn.split('/').at(-1);
  return {
    account: context.account,
    arn: `arn:aws:sts::${context.account}:assumed-role/${name}/${session}`,
    userId: `${role.RoleId}:${session}`,
    accessKeyId: '',
  };
}

function mayAssume(role: FoundRole, group: string, context: Context): boolean {
  const keys: RequestKeys = {
    'aws:sourceaccount': context.account,
    'aws:sourcearn': groupArn(group, context),
    'aws:principalisawsservice': 'true',
    'sts:externalid': undefined,
  };
  const document = decodeURIComponent(role.AssumeRolePolicyDocument);
  return serviceMayAssume(document, 'scheduler.amazonaws.com', keys);
}

async function findRole(arn: string, context: Context): Promise<FoundRole | undefined> {
  try {
    const RoleName = arn.split('/').at(-1);
    const { Role } = await context.call<{ Role: FoundRole }>('iam', 'GetRole', { RoleName });
    return Role.Arn === arn ? Role : undefined;
  } catch (error) {
    if (error instanceof ServiceError && error.code === 'NoSuchEntity') return undefined;
    throw error;
  }
}

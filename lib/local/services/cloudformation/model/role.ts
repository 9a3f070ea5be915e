import type { Context } from '../../../base/context';
import { invalid } from './errors';

const roleArn = /^arn:[^:]+:iam::(\d{12}):role\/(?:.+\/)?([^/]+)$/;

/** @throws ServiceError when there is no such role in the account */
export async function checkRole(arn: string, context: Context): Promise<void> {
  const [, account, RoleName] = roleArn.exec(arn) ?? [];
  if (account === context.account) {
    const found = await context.call('iam', 'GetRole', { RoleName }).then(
      () => true,
      () => false,
    );
    if (found) return;
  }
  throw invalid(`Role ${arn} is invalid or cannot be assumed`);
}

/** The context in which a stack's resources are worked on: on behalf of its role where it has one. */
export function onBehalfOf(arn: string | undefined, context: Context): Context {
  const [, account, name] = roleArn.exec(arn ?? '') ?? [];
  if (account === undefined) return context;
  return context.as({
    account,
    arn: `arn:aws:sts::${account}:assumed-role/${name}/AWSCloudFormation`,
    userId: `${name}:AWSCloudFormation`,
    accessKeyId: '',
  });
}

import type { GetCallerIdentityCommandInput, GetCallerIdentityResponse } from '@aws-sdk/client-sts';
import type { Context } from '../../service';

export function GetCallerIdentity(
  _: GetCallerIdentityCommandInput,
  { caller }: Context,
): GetCallerIdentityResponse {
  return { UserId: caller.userId, Account: caller.account, Arn: caller.arn };
}
